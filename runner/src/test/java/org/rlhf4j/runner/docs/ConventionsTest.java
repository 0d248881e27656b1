package org.rlhf4j.runner.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.spec.OptionsTable;

/** The page of conventions has every preset and every convention that a spec can choose. */
final class ConventionsTest {
  private static final Path PAGE = Path.of("..", "docs", "conventions.md");
  private static final String MARK = " (a convention)";
  private static final Catalog CATALOG = Catalog.load(List.of());

  private static List<String> rowsBelow(String head) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static void assertTable(String head, List<String> rows) throws IOException {
    assertEquals(
        String.join("\n", rows),
        String.join("\n", rowsBelow(head)),
        "docs/conventions.md needs this below \"" + head + "\"");
  }

  @Test
  void presetsAreThoseOfTheProgram() throws IOException {
    Plugin<?, ?> ppo = CATALOG.get(OptimizerPlugin.class, "ppo");
    Map<String, Record> presets = ppo.presets();
    List<String> rows = new ArrayList<>();
    for (RecordComponent choice :
        presets.values().iterator().next().getClass().getRecordComponents()) {
      rows.add(
          presets.values().stream()
              .map(preset -> OptionsTable.text(preset, choice).replace("\"", ""))
              .collect(Collectors.joining(" | ", "| `" + choice.getName() + "` | ", " |")));
    }
    assertTrue(rows.size() > 20, () -> "found only " + rows);
    assertTable("| choice | `" + String.join("` | `", presets.keySet()) + "` |", rows);
  }

  @Test
  void defaultsOfPresetsAreThoseOfTheProgram() throws IOException {
    Plugin<?, ?> ppo = CATALOG.get(OptimizerPlugin.class, "ppo");
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String preset : ppo.presets().keySet()) {
      for (OptionsTable.Line line : OptionsTable.of(ppo.defaults(preset))) {
        values.computeIfAbsent(line.name(), n -> new ArrayList<>()).add(line.fallback());
      }
    }
    values.remove("preset");
    List<String> rows =
        values.entrySet().stream()
            .filter(e -> !e.getKey().startsWith("conventions.")) // the table of choices
            .filter(e -> new TreeSet<>(e.getValue()).size() > 1)
            .map(e -> "| `" + e.getKey() + "` | " + String.join(" | ", e.getValue()) + " |")
            .toList();
    assertTrue(rows.size() > 5, () -> "found only " + rows);
    assertTable("| option | `" + String.join("` | `", ppo.presets().keySet()) + "` |", rows);
  }

  @Test
  void everyConventionIsOnThePage() throws IOException {
    // those of plugins with presets stand in the other table
    Map<String, Set<String>> ids = new TreeMap<>();
    Catalog.KINDS.keySet().stream()
        .flatMap(kind -> CATALOG.all(kind).stream())
        .filter(plugin -> plugin.presets().isEmpty())
        .forEach(plugin -> add(plugin, ids));
    List<String> rows =
        ids.entrySet().stream()
            .map(e -> "| " + e.getKey() + " | `" + String.join("`, `", e.getValue()) + "` |")
            .toList();
    assertTrue(rows.size() > 10, () -> "found only " + rows);
    assertTable("| option | default | what | of |", rows);
  }

  private static void add(Plugin<?, ?> plugin, Map<String, Set<String>> ids) {
    for (OptionsTable.Line line : OptionsTable.of(plugin.defaults())) {
      if (line.doc().endsWith(MARK)) {
        String what = line.doc().substring(0, line.doc().length() - MARK.length());
        String row = "`" + line.name() + "` | " + line.fallback().replace("\"", "") + " | " + what;
        ids.computeIfAbsent(row, r -> new TreeSet<>()).add(plugin.id());
      }
    }
  }
}
