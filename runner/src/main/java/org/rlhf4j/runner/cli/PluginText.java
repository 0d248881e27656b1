package org.rlhf4j.runner.cli;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.runner.log.Wrapping;
import org.rlhf4j.runner.plugins.PluginHome;
import org.rlhf4j.runner.spec.OptionsTable;

/** What {@code plugins ID} says of one plugin. */
final class PluginText {
  private static final int WIDTH = 100;

  private PluginText() {}

  /**
   * The lines.
   *
   * @param kind what people call its kind
   */
  static List<String> of(String kind, Plugin<?, ?> plugin) {
    List<String> lines = new ArrayList<>();
    lines.addAll(Columns.lines(List.of(List.of(kind + " " + plugin.id(), plugin.summary()))));
    lines.addAll(Columns.lines(List.of(List.of("  made by", home(plugin)))));
    for (Source source : plugin.getClass().getAnnotationsByType(Source.class)) {
      lines.addAll(wrapped("  source: ", source.value()));
      if (!source.differs().isEmpty()) {
        lines.addAll(wrapped("    differs: ", source.differs()));
      }
    }
    lines.addAll(options(plugin));
    lines.addAll(presets(plugin));
    lines.add("");
    return lines;
  }

  private static List<String> wrapped(String before, String text) {
    List<String> lines = new ArrayList<>();
    String margin = before;
    for (String part : Wrapping.lines(text, WIDTH - before.length())) {
      lines.add(margin + part);
      margin = " ".repeat(before.length());
    }
    return lines;
  }

  private static String home(Plugin<?, ?> plugin) {
    PluginHome home = PluginHome.of(plugin);
    Module module = plugin.getClass().getModule();
    return plugin.getClass().getName()
        + (module.isNamed() ? " in module " + module.getName() : "")
        + home.version().map(v -> " " + v).orElse("")
        + home.jar().map(j -> ", " + j).orElse("");
  }

  private static List<String> options(Plugin<?, ?> plugin) {
    List<List<String>> rows = new ArrayList<>();
    for (OptionsTable.Line line : OptionsTable.of(plugin.defaults())) {
      String doc = line.type() + (line.doc().isEmpty() ? "" : ": " + line.doc());
      rows.add(List.of("  " + line.name(), line.fallback(), doc));
    }
    return rows.isEmpty() ? List.of("  nothing can be set") : Columns.lines(rows);
  }

  /** A row for each choice and each default that presets change, a column for each preset. */
  private static List<String> presets(Plugin<?, ?> plugin) {
    Map<String, Record> presets = plugin.presets();
    if (presets.isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("  preset"));
    head.addAll(presets.keySet());
    rows.add(head);
    Record any = presets.values().iterator().next();
    for (RecordComponent component : any.getClass().getRecordComponents()) {
      List<String> row = new ArrayList<>(List.of("  " + component.getName()));
      presets.values().forEach(preset -> row.add(OptionsTable.text(preset, component)));
      rows.add(row);
    }
    Map<String, List<String>> defaults = new LinkedHashMap<>();
    for (String preset : presets.keySet()) {
      for (OptionsTable.Line line : OptionsTable.of(plugin.defaults(preset))) {
        defaults.computeIfAbsent(line.name(), name -> new ArrayList<>()).add(line.fallback());
      }
    }
    defaults.remove("preset");
    Set<String> choices = rows.stream().map(row -> row.get(0).strip()).collect(Collectors.toSet());
    defaults.keySet().removeIf(name -> choices.contains(name.substring(name.lastIndexOf('.') + 1)));
    defaults.forEach(
        (name, values) -> {
          if (Set.copyOf(values).size() > 1) {
            List<String> row = new ArrayList<>(List.of("  " + name));
            row.addAll(values);
            rows.add(row);
          }
        });
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(Columns.lines(rows));
    return lines;
  }
}
