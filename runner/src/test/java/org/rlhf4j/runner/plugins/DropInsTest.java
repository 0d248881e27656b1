package org.rlhf4j.runner.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.fakes.Shell;

/**
 * Jars that are compiled here and dropped into a folder. Beside one that does not fit there is
 * always a good one, which must load all the same.
 */
final class DropInsTest {
  private static final String PLUGIN =
      """
      package NAME;
      public class Dropped
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
  private JarMaker maker;

  @BeforeEach
  void needsModules() throws IOException {
    assumeTrue(Catalog.class.getModule().isNamed(), "drop-in jars need rlhf4j on the module path");
    folder = Files.createDirectory(temporary.resolve("plugins"));
    maker = new JarMaker(Files.createDirectory(temporary.resolve("work")));
    plugin("good", "judge-good", "");
  }

  /** The sources of a plugin in a package and module of this name. */
  private static Map<String, String> sources(String name, String id, String body) {
    String plugin = PLUGIN.replace("NAME", name).replace("ID", id).replace("BODY", body);
    return new HashMap<>(
        Map.of(
            "module-info.java",
            MODULE.replace("NAME", name),
            name.replace('.', '/') + "/Dropped.java",
            plugin));
  }

  private Path plugin(String name, String id, String body) {
    return jar(name, sources(name, id, body));
  }

  /** A jar among the plugins, compiled with those that are there. */
  private Path jar(String name, Map<String, String> sources) {
    String path = JarMaker.modulePath() + File.pathSeparator + folder;
    return maker.jar(folder.resolve(name + ".jar"), sources, path);
  }

  private DropIns.Found find() {
    return DropIns.find(Catalog::load, List.of(folder));
  }

  private static List<String> judges(DropIns.Found found) {
    return found.catalog().all(JudgePlugin.class).stream().map(p -> p.id()).toList();
  }

  /** One line says that the jar is left out and why, and the good one is there. */
  private void assertLeftOut(Path jar, String why) {
    DropIns.Found found = find();
    assertEquals(
        jar + " does not fit and is left out: " + why, String.join("\n", found.complaints()));
    assertTrue(judges(found).contains("judge-good"), found::toString);
    assertTrue(!found.jars().contains(jar), found::toString);
  }

  @Test
  void findsWhatWasDroppedIn() throws IOException {
    plugin("one", "judge-one", "");
    Map<String, String> two = sources("two", "judge-two", "");
    two.remove("module-info.java");
    Path jar = jar("two", two);
    Path services = temporary.resolve("services/META-INF/services");
    Files.createDirectories(services);
    Files.writeString(services.resolve(JudgePlugin.class.getName()), "two.Dropped\n");
    String top = temporary.resolve("services").toString();
    JarMaker.tool("jar", List.of("--update", "--file", jar.toString(), "-C", top, "."));
    DropIns.Found found = find();
    assertEquals(List.of(), found.complaints());
    assertEquals(3, found.jars().size());
    assertTrue(judges(found).containsAll(List.of("judge-one", "judge-two")), found::toString);
    Plugin<?, ?> plugin = found.catalog().get(JudgePlugin.class, "judge-one");
    assertEquals("one", plugin.getClass().getModule().getName());
  }

  @Test
  void aJarThatIsNone() throws IOException {
    Path jar = folder.resolve("broken.jar");
    Files.writeString(jar, "no jar at all");
    assertLeftOut(jar, "it is no jar (zip END header not found); copy or build it again");
    Files.delete(jar);
    Files.createDirectory(jar);
    assertLeftOut(jar, "it is a folder; make a jar of it: jar --create --file NAME.jar -C DIR .");
    Files.delete(jar);
    Files.createSymbolicLink(jar, folder.resolve("gone"));
    assertLeftOut(jar, "it is no file, perhaps a link to one that is gone");
  }

  @Test
  void aJarWithoutAModule() {
    Map<String, String> sources = sources("plain", "judge-plain", "");
    sources.remove("module-info.java");
    assertLeftOut(
        jar("plain", sources),
        "its module plain provides no plugin, and no other jar needs it; add \"provides"
            + " org.rlhf4j.api.plugin.KIND with CLASS\" to its module-info.java");
    folder.resolve("plain.jar").toFile().renameTo(folder.resolve("1-2.jar").toFile());
    assertLeftOut(
        folder.resolve("1-2.jar"),
        "no module can be made of it, because it has no module-info and its name makes no module"
            + " name; add a module-info.java to it, or rename it");
  }

  @Test
  void aModuleWithoutAPlugin() {
    Map<String, String> sources = sources("bare", "judge-bare", "");
    sources.compute("module-info.java", (n, text) -> text.replaceAll("provides .*;", ""));
    assertLeftOut(
        jar("bare", sources),
        "its module bare provides no plugin, and no other jar needs it; add \"provides"
            + " org.rlhf4j.api.plugin.KIND with CLASS\" to its module-info.java");
  }

  @Test
  void oneModuleTwice() throws IOException {
    Path copy = Files.copy(folder.resolve("good.jar"), folder.resolve("zz-copy.jar"));
    assertLeftOut(
        copy,
        "its module good is in " + folder.resolve("good.jar") + " too; remove one of the two");
  }

  @Test
  void oneIdTwice() {
    Path same = plugin("same", "judge-good", "");
    assertLeftOut(
        same,
        "two judge plugins have the id \"judge-good\": good.Dropped in "
            + folder.resolve("good.jar")
            + " and same.Dropped in "
            + same
            + "; remove one of them, or give yours another id");
  }

  @Test
  void anIdOfTheProgram() {
    String id = judges(find()).stream().filter(j -> !j.equals("judge-good")).findFirst().get();
    plugin("same", id, "");
    String complaint = find().complaints().get(0);
    assertTrue(complaint.contains("two judge plugins have the id \"" + id + "\""), complaint);
    assertTrue(judges(find()).contains("judge-good"));
  }

  @ParameterizedTest
  @CsvSource({"99.0.0", "0.99.1"})
  void anApiThatIsNotThereYet(String version) throws IOException {
    Path newer = folder.resolve("newer.jar");
    maker.jar(newer, sources("newer", "judge-newer", ""), maker.withApiVersion(version));
    assertLeftOut(
        newer,
        "it was built for version "
            + version
            + " of org.rlhf4j.api, and this is only "
            + ApiVersion.running().orElseThrow().text()
            + "; update rlhf4j, or take an older version of the jar");
  }

  @Test
  void anApiThatIsNoMore() throws IOException {
    Path older = folder.resolve("older.jar");
    maker.jar(older, sources("older", "judge-older", ""), maker.withApiVersion("0.0.9"));
    assertLeftOut(
        older,
        "it was built for version 0.0.9 of org.rlhf4j.api, and this is "
            + ApiVersion.running().orElseThrow().text()
            + ", which is not compatible with it; take a newer version of the jar, or build it"
            + " again");
  }

  @Test
  void aMissingModule() throws IOException {
    jar("library", Map.of("module-info.java", "module library {}"));
    Map<String, String> sources = sources("user", "judge-user", "");
    sources.compute(
        "module-info.java", (n, t) -> t.replace("exports", "requires library; exports"));
    Path user = jar("user", sources);
    assertEquals(List.of(), find().complaints());
    Files.delete(folder.resolve("library.jar"));
    assertLeftOut(
        user,
        "it needs the module library, which is not there; put the jar that holds it beside it");
  }

  @Test
  void aMissingClass() throws IOException {
    jar(
        "library",
        Map.of("module-info.java", "module library { exports l; }", "l/L.java", library("f")));
    Path user = libraryUser("user");
    assertEquals(List.of(), find().complaints());
    jar("library", Map.of("module-info.java", "module library {}"));
    assertLeftOut(
        user,
        "the judge plugin user.Dropped does not load: it needs the class l.L, which is not there;"
            + " put the jar that holds it beside it, or build it again");
  }

  @Test
  void aMethodThatIsGone() {
    Map<String, String> library =
        new HashMap<>(Map.of("module-info.java", "module library { exports l; }"));
    library.put("l/L.java", library("f"));
    jar("library", library);
    Path user = libraryUser("user");
    library.put("l/L.java", library("g"));
    jar("library", library);
    assertLeftOut(
        user,
        "the judge plugin user.Dropped does not load: it was built against another version of"
            + " rlhf4j or of a library (NoSuchMethodError: 'void l.L.f()'); take a version of it"
            + " that was built for this one, or build it again");
  }

  private static String library(String method) {
    return "package l; public class L { public static void " + method + "() {} }";
  }

  private Path libraryUser(String name) {
    Map<String, String> sources = sources(name, "judge-" + name, "public Dropped() { l.L.f(); }");
    sources.compute(
        "module-info.java", (n, t) -> t.replace("exports", "requires library; exports"));
    return jar(name, sources);
  }

  /** A plugin that inherits a method of the interface from a class that has it no more. */
  @Test
  void aMethodThatNobodyWrote() {
    Map<String, String> base = sources("base", "judge-base", "");
    base.put("base/Base.java", base.remove("base/Dropped.java").replace("Dropped", "Base"));
    base.put("module-info.java", "module base { requires org.rlhf4j.api; exports base; }");
    jar("base", base);
    Map<String, String> heir = sources("heir", "judge-heir", "");
    heir.put("heir/Dropped.java", "package heir; public class Dropped extends base.Base {}");
    heir.compute("module-info.java", (n, t) -> t.replace("exports", "requires base; exports"));
    Path jar = jar("heir", heir);
    assertEquals(List.of(), find().complaints());
    base.compute(
        "base/Base.java",
        (n, t) -> t.replace("class", "abstract class").replaceAll("public String summary.*", ""));
    jar("base", base);
    String complaint = find().complaints().get(0);
    assertTrue(
        complaint.startsWith(
            jar
                + " does not fit and is left out: the judge plugin heir.Dropped does not load: it"
                + " was built against another version of rlhf4j or of a library"
                + " (AbstractMethodError: "),
        complaint);
  }

  @Test
  void aPackageOfAnotherJar() {
    Map<String, String> sources = sources("zsplit", "judge-split", "");
    sources.put("good/Another.java", "package good; class Another {}");
    assertLeftOut(
        jar("zsplit", sources),
        "its package good is in "
            + folder.resolve("good.jar")
            + " too, and a package belongs to one module; rename it, or leave it out of the jar");
  }

  @Test
  void aPackageOfTheProgram() throws IOException {
    Path jar = plugin("split", "judge-split", "");
    Path copied = Files.createDirectories(temporary.resolve("copied/org/rlhf4j/api/math"));
    Files.write(copied.resolve("Copied.class"), new byte[] {1});
    String top = temporary.resolve("copied").toString();
    JarMaker.tool("jar", List.of("--update", "--file", jar.toString(), "-C", top, "."));
    assertLeftOut(
        jar,
        "its package org.rlhf4j.api.math is in the module org.rlhf4j.api too, and a package belongs"
            + " to one module; rename it, or leave it out of the jar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public Dropped() { throw new RuntimeException(\"no\\nno\"); }"
            + "|it threw java.lang.RuntimeException: no",
        "static final int N = Integer.parseInt(\"x\");"
            + "|it threw java.lang.NumberFormatException: For input string: \"x\"",
        "public java.util.Map<String, Record> presets() { return null; } { assert1(); }"
            + " void assert1() { throw new AssertionError(1); }"
            + "|it threw java.lang.AssertionError: 1",
      })
  void whatThrowsWhileItLoads(String body, String why) {
    assertLeftOut(
        plugin("throwing", "judge-x", body),
        "the judge plugin throwing.Dropped does not load: " + why + "; ask its author");
  }

  @Test
  void whatThrowsWhenItIsAsked() {
    Map<String, String> sources = sources("mute", "judge-mute", "");
    sources.compute(
        "mute/Dropped.java", (n, t) -> t.replace("return new Options(0.5);", "return null;"));
    assertLeftOut(
        jar("mute", sources),
        "the judge plugin mute.Dropped does not load: it threw java.lang.NullPointerException:"
            + " defaults() gave null; ask its author");
  }

  @Test
  void optionsThatNobodySees() {
    Map<String, String> sources = sources("shut", "judge-shut", "");
    sources.compute("module-info.java", (n, t) -> t.replaceAll("exports.*;", ""));
    jar("shut", sources);
    DropIns.Found found = find();
    String complaint = found.complaints().get(0);
    assertTrue(complaint.contains("the options of its plugin shut.Dropped cannot be read: "));
    assertTrue(complaint.contains("export"), complaint);
    assertTrue(judges(found).contains("judge-good"));
  }

  @Test
  void aNewerJava() throws IOException {
    Path classes = maker.compile(sources("newer", "judge-newer", ""), JarMaker.modulePath());
    Path type = classes.resolve("newer/Dropped.class");
    byte[] bytes = Files.readAllBytes(type);
    bytes[7] = (byte) (44 + 98); // the class file's version
    Files.write(type, bytes);
    int java = Runtime.version().feature();
    assertLeftOut(
        JarMaker.pack(folder.resolve("newer.jar"), classes),
        "it was compiled for Java 98, and this is Java "
            + java
            + "; build it with --release "
            + java
            + ", or run rlhf4j with a newer Java");
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
