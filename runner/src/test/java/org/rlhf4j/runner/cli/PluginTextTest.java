package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.plugins.CatalogSource;

/** What the program says of its own plugins. */
final class PluginTextTest {
  private static final Catalog CATALOG = Catalog.load(List.of());

  private static final CatalogSource SOURCE = layers -> CATALOG;

  @TempDir Path folder;

  private static Stream<Plugin<?, ?>> all() {
    return Catalog.KINDS.keySet().stream().flatMap(kind -> CATALOG.all(kind).stream());
  }

  @TestFactory
  Stream<DynamicTest> everyPluginNamesItsSource() {
    return all()
        .map(
            plugin ->
                DynamicTest.dynamicTest(
                    plugin.id(),
                    () -> {
                      Source[] sources = plugin.getClass().getAnnotationsByType(Source.class);
                      assertTrue(sources.length > 0, plugin.getClass() + " has no @Source");
                      for (Source source : sources) {
                        assertFalse(source.value().isBlank());
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> presetsNameAllOfTheSame() {
    return all()
        .filter(plugin -> !plugin.presets().isEmpty())
        .map(
            plugin ->
                DynamicTest.dynamicTest(
                    plugin.id(),
                    () ->
                        assertEquals(
                            1,
                            plugin.presets().values().stream()
                                .map(Record::getClass)
                                .distinct()
                                .count())));
  }

  @Test
  void listsLeaveRoomForSummaries() {
    Shell shell = new Shell(folder, SOURCE);
    assertEquals(0, shell.run("plugins"));
    String line = shell.out().lines().filter(l -> l.contains(" dpo ")).findFirst().orElseThrow();
    assertTrue(line.matches("method +dpo +direct preference .*"), line);
    assertFalse(shell.out().contains(".jar"), shell.out());
  }

  @Test
  void ppoShowsItsSourcesAndItsPresetsBesideEachOther() {
    Shell shell = new Shell(folder, SOURCE);
    assertEquals(0, shell.run("plugins", "ppo"));
    String text = shell.out();
    assertTrue(text.contains("  source: Schulman et al. 2017"), text);
    assertTrue(text.contains("    differs: "), text);
    // from the papers and programs that the presets are called after
    assertTrue(
        row(text, "preset").matches("preset +rlhf4j +alpacafarm +trl +n-plus +instructgpt"), text);
    assertTrue(row(text, "lambda").matches("lambda +1 +1 +0.95 +0.95 +0.95"), text);
    assertTrue(row(text, "epochs").matches("epochs +2 +2 +4 +4 +1"), text);
    assertTrue(row(text, "ptxCoefficient").matches("ptxCoefficient +0 +0 +0 +0 +27.8"), text);
    String norm = row(text, "policyOptimizer.maxGradNorm");
    assertTrue(norm.matches("policyOptimizer.maxGradNorm +1 +1 +0 +0 +1"), text);
    assertTrue(text.contains("(a convention)"), text);
  }

  /** The last line that begins with a name: presets come last. */
  private static String row(String text, String name) {
    return text.lines()
        .map(String::strip)
        .filter(l -> l.startsWith(name + " "))
        .reduce((a, b) -> b)
        .orElseThrow();
  }
}
