package org.rlhf4j.runner.spec;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;

/** Finds the plugins that a spec uses, those in options of others included. */
public final class UsedParts {
  private final List<Plugin<?, ?>> plugins = new ArrayList<>();

  private UsedParts() {}

  /** Each plugin once, in the order of the spec. */
  public static List<Plugin<?, ?>> of(Spec spec) {
    UsedParts parts = new UsedParts();
    parts.visit(spec);
    return parts.plugins.stream().distinct().toList();
  }

  private void visit(@Nullable Object value) {
    if (value instanceof Part<?> part) {
      plugins.add(part.plugin());
      visit(part.options());
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        visit(Records.get(record, component));
      }
    } else if (value instanceof List<?> list) {
      list.forEach(this::visit);
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(this::visit);
    }
  }
}
