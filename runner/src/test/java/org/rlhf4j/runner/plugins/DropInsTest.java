package org.rlhf4j.runner.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.fakes.Shell;

/** Jars that are compiled here and dropped into a folder. */
final class DropInsTest {
  private static final String PLUGIN =
      """
      package NAME;
      public final class Dropped
          implements org.rlhf4j.api.plugin.JudgePlugin<Dropped.Options> {
        public record Options(double flip) {}
        BODY
        public String id() { return "ID"; }
        public String summary() { return "dropped in"; }
        public Options defaults() { return new Options(0.5); }
        public org.rlhf4j.api.Judge create(
            Options options, org.rlhf4j.api.plugin.PluginContext context) {
          return comparisons -> java.util.List.of();
        }
      }
      """;

  private static final String MODULE =
      """
      module NAME {
        requires org.rlhf4j.api;
        exports NAME;
        provides org.rlhf4j.api.plugin.JudgePlugin with NAME.Dropped;
      }
      """;

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void needsModules() throws IOException {
    assumeTrue(Catalog.class.getModule().isNamed(), "drop-in jars need rlhf4j on the module path");
    folder = Files.createDirectory(temporary.resolve("plugins"));
  }

  private static String fill(String template, String name, String id, String body) {
    return template.replace("NAME", name).replace("ID", id).replace("BODY", body);
  }

  private Path plugin(String name, String id, String body) throws IOException {
    return jar(
        name + ".jar", name, fill(MODULE, name, id, body), fill(PLUGIN, name, id, body), true);
  }

  /** Compiles sources into a jar; an empty module text makes an automatic module. */
  private Path jar(String jar, String name, String module, String plugin, boolean keepClasses)
      throws IOException {
    Path sources = Files.createDirectories(temporary.resolve("src-" + jar));
    Path classes = Files.createDirectories(temporary.resolve("out-" + jar));
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-proc:none", "--module-path", modulePath()));
    if (module.isEmpty()) {
      arguments.addAll(List.of("--add-modules", "org.rlhf4j.api"));
    } else {
      arguments.add(Files.writeString(sources.resolve("module-info.java"), module).toString());
    }
    Path file = Files.createDirectories(sources.resolve(name)).resolve("Dropped.java");
    arguments.add(Files.writeString(file, plugin).toString());
    tool("javac", arguments);
    if (module.isEmpty()) {
      Path services = Files.createDirectories(classes.resolve("META-INF/services"));
      Files.writeString(services.resolve(JudgePlugin.class.getName()), name + ".Dropped\n");
    }
    if (!keepClasses) {
      Files.delete(classes.resolve(name).resolve("Dropped$Options.class"));
    }
    Path made = folder.resolve(jar);
    tool("jar", List.of("--create", "--file", made.toString(), "-C", classes.toString(), "."));
    return made;
  }

  /** Where the API's module is, and what was dropped in before. */
  private String modulePath() {
    return System.getProperty("jdk.module.path") + File.pathSeparator + folder;
  }

  private static void tool(String name, List<String> arguments) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int code =
        ToolProvider.findFirst(name)
            .orElseThrow()
            .run(writer, writer, arguments.toArray(String[]::new));
    assertEquals(0, code, () -> name + ": " + said);
  }

  @Test
  void whatIsNoFileIsLeftOut() throws IOException {
    plugin("good", "good-judge", "");
    Files.createDirectory(folder.resolve("folder.jar"));
    Files.createSymbolicLink(folder.resolve("dangling.jar"), folder.resolve("gone"));
    DropIns.Found found = find();
    assertEquals(1, found.jars().size());
    assertEquals(2, found.complaints().size(), () -> found.complaints().toString());
    assertTrue(found.complaints().get(0).endsWith("it is no file"), found.complaints().get(0));
    assertTrue(found.complaints().get(1).endsWith("it is a folder"), found.complaints().get(1));
  }

  private DropIns.Found find() {
    return DropIns.find(Catalog::load, List.of(folder));
  }

  private static List<String> judges(DropIns.Found found) {
    return found.catalog().all(JudgePlugin.class).stream().map(p -> p.id()).toList();
  }

  @Test
  void findsWhatWasDroppedIn() throws IOException {
    plugin("one", "judge-one", "");
    jar("two.jar", "two", "", fill(PLUGIN, "two", "judge-two", ""), true); // no module-info
    DropIns.Found found = find();
    assertEquals(List.of(), found.complaints());
    assertTrue(judges(found).containsAll(List.of("judge-one", "judge-two")), found::toString);
    Plugin<?, ?> plugin = found.catalog().get(JudgePlugin.class, "judge-one");
    assertEquals("one", plugin.getClass().getModule().getName());
  }

  @Test
  void aJarThatDoesNotFitIsNamedAndTheOthersLoad() throws IOException {
    plugin("good", "judge-good", "");
    plugin("late", "judge-late", "");
    Path same = plugin("same", "judge-good", "");
    Path throwing =
        plugin("throwing", "judge-x", "public Dropped() { throw new RuntimeException(\"no\"); }");
    Path lacking =
        jar(
            "lacking.jar",
            "lacking",
            fill(MODULE, "lacking", "", "").replace("exports", "requires static java.sql; exports"),
            fill(PLUGIN, "lacking", "judge-lacking", ""),
            false);
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar at all");
    Path illegal = Files.copy(folder.resolve("good.jar"), folder.resolve("zz-copy.jar"));
    DropIns.Found found = find();
    assertTrue(judges(found).containsAll(List.of("judge-good", "judge-late")), found::toString);
    for (Path jar : List.of(same, throwing, broken, illegal)) {
      assertEquals(
          1,
          found.complaints().stream()
              .filter(c -> c.startsWith(jar + " does not fit and is left out: "))
              .count(),
          () -> jar + ": " + found.complaints());
    }
    assertTrue(complaint(found, same).contains("two judge plugins have the id \"judge-good\""));
    assertTrue(complaint(found, throwing).contains("no"));
    assertTrue(complaint(found, illegal).contains("another jar holds the module good too"));
    assertTrue(found.complaints().stream().noneMatch(c -> c.contains("\n")));
    // what a plugin lacks shows only when it is used
    assertTrue(found.jars().contains(lacking) || complaint(found, lacking).contains("Options"));
  }

  private static String complaint(DropIns.Found found, Path jar) {
    return found.complaints().stream()
        .filter(c -> c.startsWith(jar.toString()))
        .findFirst()
        .orElse("no complaint about " + jar);
  }

  @Test
  void aMissingModuleIsNamed() throws IOException {
    plugin("library", "judge-library", "");
    Path user =
        jar(
            "user.jar",
            "user",
            fill(MODULE, "user", "", "").replace("exports", "requires library; exports"),
            fill(PLUGIN, "user", "judge-user", ""),
            true);
    assertEquals(List.of(), find().complaints());
    Files.delete(folder.resolve("library.jar"));
    DropIns.Found found = find();
    assertEquals(
        user + " does not fit and is left out: Module library not found, required by user",
        complaint(found, user));
  }

  @Test
  void theCommandLineTakesAFolder() throws IOException {
    plugin("shown", "judge-shown", "");
    Files.writeString(folder.resolve("broken.jar"), "no jar at all");
    Shell shell = new Shell(temporary, Catalog::load);
    assertEquals(0, shell.run("plugins")); // the folder next to the program
    assertTrue(shell.out().contains("judge        judge-shown"), shell.out());
    assertEquals(0, shell.run("plugins", "--plugins", "plugins")); // the same once more
    assertEquals(1, shell.err().lines().count(), shell.err());
    Files.move(folder, temporary.resolve("elsewhere"));
    assertEquals(0, shell.run("plugins", "--plugins", "elsewhere"));
    assertTrue(shell.out().contains("judge        judge-shown"), shell.out());
    assertTrue(shell.err().contains("broken.jar does not fit and is left out: "), shell.err());
    assertEquals(0, shell.run("plugins", "judge-shown", "--plugins", "elsewhere"));
    assertTrue(shell.out().contains("shown.Dropped in module shown"), shell.out());
    assertTrue(shell.out().contains("flip  0.5"), shell.out());
  }
}
