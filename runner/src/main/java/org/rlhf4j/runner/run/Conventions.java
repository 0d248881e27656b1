package org.rlhf4j.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.spec.Flat;
import org.rlhf4j.runner.spec.MethodStage;
import org.rlhf4j.runner.spec.OptionsWriter;
import org.rlhf4j.runner.spec.Records;
import org.rlhf4j.runner.spec.Spec;

/**
 * The conventions of a run, with presets resolved: for each part of the spec that has any, such as
 * {@code methods[name=ppo]}, their names and values.
 */
final class Conventions {
  private final JsonObject byPart = new JsonObject();

  private Conventions() {}

  static JsonObject of(Spec spec) {
    Conventions conventions = new Conventions();
    conventions.visit(spec, "", "");
    return conventions.byPart;
  }

  /**
   * Looks at a value.
   *
   * @param part path of the innermost plugin around it
   * @param below path of the value within that plugin's options
   */
  private void visit(@Nullable Object value, String part, String below) {
    if (value instanceof Part<?> p) {
      String here = below.isEmpty() ? part : join(part.isEmpty() ? "" : part + ".options", below);
      if (!addResolved(p, here)) {
        visit(p.options(), here, "");
      }
    } else if (value instanceof MethodStage method) {
      visit(method.plugin(), "methods[name=" + method.effectiveName() + "]", "");
    } else if (value instanceof Record record) {
      visitComponents(record, part, below);
    } else if (value instanceof List<?> list) {
      Map<String, Integer> ofId = new HashMap<>();
      for (int i = 0; i < list.size(); i++) {
        String place = Integer.toString(i);
        if (list.get(i) instanceof Part<?> p) {
          place = Leaf.place("id=" + p.plugin().id(), ofId);
        }
        visit(list.get(i), part, below + "[" + place + "]");
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, x) -> visit(x, part, join(below, String.valueOf(key))));
    }
  }

  private void visitComponents(Record record, String part, String below) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = Records.get(record, component);
      Option option = component.getAnnotation(Option.class);
      boolean flat = component.isAnnotationPresent(Flat.class);
      String name = flat ? below : join(below, component.getName());
      if (option != null && option.convention()) {
        add(part, name, OptionsWriter.value(value));
      } else {
        visit(value, part, name);
      }
    }
  }

  /** The options of a plugin that resolves presets; false if it has none. */
  private boolean addResolved(Part<?> part, String here) {
    Optional<Record> resolved = resolved(part.plugin(), part.options());
    if (resolved.isEmpty()) {
      return false;
    }
    for (RecordComponent component : part.options().getClass().getRecordComponents()) {
      Option option = component.getAnnotation(Option.class);
      Object value = Records.get(part.options(), component);
      if (option != null && option.convention() && value != null) {
        add(here, component.getName(), OptionsWriter.value(value));
      }
    }
    OptionsWriter.write(resolved.get()).asMap().forEach((name, value) -> add(here, name, value));
    return true;
  }

  @SuppressWarnings("unchecked") // options were read as the class of plugin.defaults()
  private static <O extends Record> Optional<Record> resolved(Plugin<?, O> plugin, Record options) {
    return plugin.resolved((O) options);
  }

  private void add(String part, String name, JsonElement value) {
    String key = part.isEmpty() ? "spec" : part;
    if (!byPart.has(key)) {
      byPart.add(key, new JsonObject());
    }
    byPart.getAsJsonObject(key).add(name, value);
  }

  private static String join(String path, String key) {
    return path.isEmpty()
        ? key
        : key.isEmpty() || key.startsWith("[") ? path + key : path + "." + key;
  }
}
