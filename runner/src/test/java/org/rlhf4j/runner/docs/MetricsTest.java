package org.rlhf4j.runner.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.plugin.Metric;

/** The dictionary of metrics says of every number of every training step what it is. */
final class MetricsTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Set<String> MODULES =
      Set.of(
          "org.rlhf4j.api",
          "org.rlhf4j.policies",
          "org.rlhf4j.algorithms",
          "org.rlhf4j.rewards",
          "org.rlhf4j.judges",
          "org.rlhf4j.workbench",
          "org.rlhf4j.evaluators");

  private static Stream<Class<?>> classes(ResolvedModule module) {
    try (ModuleReader reader = module.reference().open()) {
      return reader
          .list()
          .filter(name -> name.endsWith("Step.class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .toList()
          .stream()
          .map(MetricsTest::load);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** Every metric with what it means, and the steps that have it in this meaning. */
  private static Map<String, Set<String>> metrics() {
    Map<String, Set<String>> steps = new TreeMap<>();
    List<Class<?>> records =
        MetricsTest.class.getModule().getLayer().configuration().modules().stream()
            .filter(m -> MODULES.contains(m.name()))
            .flatMap(MetricsTest::classes)
            .filter(Class::isRecord)
            .toList();
    Set<Class<?>> parts = new HashSet<>();
    for (Class<?> type : records) {
      for (RecordComponent component : type.getRecordComponents()) {
        parts.add(component.getType());
      }
    }
    records.stream().filter(type -> !parts.contains(type)).forEach(s -> add(s, name(s), steps));
    return steps;
  }

  /** PpoStep is of Ppo, and so is Ppo.Step. */
  private static String name(Class<?> step) {
    String name = step.getSimpleName().replaceFirst("Step$", "");
    return name.isEmpty() ? step.getEnclosingClass().getSimpleName() : name;
  }

  private static void add(Class<?> type, String name, Map<String, Set<String>> steps) {
    for (RecordComponent component : type.getRecordComponents()) {
      Metric metric = component.getAnnotation(Metric.class);
      if (metric != null) {
        String row = "| `" + metric.name() + "` | " + metric.doc().replace("|", "\\|");
        steps.computeIfAbsent(row, r -> new TreeSet<>()).add(name);
      } else if (component.getType().isRecord()) {
        add(component.getType(), name, steps);
      }
    }
  }

  @Test
  void everyNumberOfAStepIsExplained() throws IOException {
    List<String> rows =
        metrics().entrySet().stream()
            .map(e -> e.getKey() + " | " + String.join(", ", e.getValue()) + " |")
            .toList();
    assertTrue(rows.size() > 50, () -> "found only " + rows);
    List<String> page =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals("| metric | meaning | steps of |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertEquals(
        rows.stream().collect(Collectors.joining("\n")),
        String.join("\n", page),
        "the last table of docs/metrics.md must be this");
  }
}
