package org.rlhf4j.runner.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/**
 * Jars that load, and whose code calls what is not there when it is used: a library was exchanged
 * after they were compiled.
 */
final class UnlinkedTest {
  private static final String MODULE =
      """
      module user {
        requires org.rlhf4j.api;
        requires library;
        exports user;
        provides org.rlhf4j.api.plugin.KINDPlugin with user.Dropped;
      }
      """;
  private static final String PLUGIN =
      """
      package user;
      import org.rlhf4j.api.*;
      import org.rlhf4j.api.evaluation.*;
      import org.rlhf4j.api.training.*;
      import org.rlhf4j.api.plugin.*;
      public class Dropped implements KINDPlugin<Dropped.Options> {
        public record Options(double flip) {}
        public static class Own implements l.L {}
        public String id() { return "dropped"; }
        public String summary() { return "dropped in"; }
        public Options defaults() { return new Options(0.5); }
        public KIND create(Options options, PluginContext context) {
          return MADE;
        }
        static void use() { CALL; }
      }
      """;
  private static final String JUDGE = "comparisons -> { use(); return java.util.List.of(); }";
  private static final String METHOD =
      """
      new Optimizer() {
        public java.util.Set<Need> needs() { return java.util.Set.of(); }
        public Policy optimize(OptimizationTask task) { use(); return task.start(); }
      }
      """;
  private static final String STAGE = "win-rate failed: ";
  private static final String LIBRARY =
      "package l; public class Calls { public static void f(L l) {} }";

  private static final String SPEC =
      """
      {"evaluate": [{"id": "win-rate", "options":
        {"judge": {"id": "dropped"}, "outputs": ["outputs.json"], "baseline": "a"}}]}
      """;
  private static final String OUTPUTS =
      """
      [{"instruction": "i", "output": "one", "generator": "a"},
       {"instruction": "i", "output": "two", "generator": "b"}]
      """;

  @TempDir Path temporary;
  private Path plugins;
  private JarMaker maker;
  private Shell shell;

  @BeforeEach
  void needsModules() throws IOException {
    assumeTrue(Catalog.class.getModule().isNamed(), "drop-in jars need rlhf4j on the module path");
    plugins = Files.createDirectory(temporary.resolve("plugins"));
    maker = new JarMaker(Files.createDirectory(temporary.resolve("work")));
    shell = new Shell(temporary, Catalog::load);
  }

  private void library(String type, String calls) {
    maker.jar(
        plugins.resolve("library.jar"),
        Map.of(
            "module-info.java", "module library { exports l; }",
            "l/L.java", type,
            "l/Calls.java", calls),
        JarMaker.modulePath());
  }

  private Path user(String kind, String made, String call) {
    library("package l; public interface L {}", LIBRARY);
    String source = PLUGIN.replace("KIND", kind).replace("MADE", made).replace("CALL", call);
    return maker.jar(
        plugins.resolve("user.jar"),
        Map.of("module-info.java", MODULE.replace("KIND", kind), "user/Dropped.java", source),
        JarMaker.modulePath() + File.pathSeparator + plugins);
  }

  private void assertFails(Path jar, String why, String... command) {
    assertFails("", jar, why, command);
  }

  private void assertFails(String stage, Path jar, String why, String... command) {
    assertEquals(1, shell.run(command), () -> shell.out() + shell.err());
    String line = "rlhf4j: " + stage + jar + " (module user) does not fit: " + why;
    assertTrue(shell.err().lines().anyMatch(line::equals), () -> line + "\n" + shell.err());
    assertFalse(shell.err().contains("\tat "), shell.err());
  }

  private String[] run() {
    shell.write("outputs.json", OUTPUTS);
    shell.write("spec.json", SPEC);
    return new String[] {"run", "spec.json"};
  }

  @Test
  void aMethodThatIsGone() {
    Path jar = user("Judge", JUDGE, "l.Calls.f(new Own())");
    library("package l; public interface L {}", LIBRARY.replace(" f(", " g("));
    String why =
        "it was built against another version of rlhf4j or of a library (NoSuchMethodError: 'void"
            + " l.Calls.f(l.L)'); take a version of it that was built for this one, or build it"
            + " again";
    assertFails(STAGE, jar, why, run());
    assertEquals(1, shell.run("run", "spec.json", "--out", "again", "--debug"));
    assertTrue(shell.err().contains("does not fit: " + why), shell.err());
    assertTrue(shell.err().contains("\tat user/user.Dropped.use("), shell.err());
  }

  @Test
  void aClassThatIsGone() {
    Path jar = user("Judge", JUDGE, "l.Calls.f(null)");
    library("package l; public interface L {}", "package l; class Calls2 {}");
    assertFails(
        STAGE,
        jar,
        "it needs the class l.Calls, which is not there; put the jar that holds it beside it, or"
            + " build it again",
        run());
  }

  /** The call stands in the library, and the fault lies with the class that is called. */
  @Test
  void aMethodThatAPluginLacks() {
    Path jar = user("Judge", JUDGE, "l.Calls.f(new Own())");
    library(
        "package l; public interface L { void m(); }",
        LIBRARY.replace("(L l) {}", "(L l) { l.m(); }"));
    assertFails(
        STAGE,
        jar,
        "it was built against another version of rlhf4j or of a library (AbstractMethodError:"
            + " Receiver class user.Dropped$Own does not define or inherit an implementation of the"
            + " resolved method 'abstract void m()' of interface l.L.); take a version of it that"
            + " was built for this one, or build it again",
        run());
  }

  /** An error loses no more than an exception does, and the log tells of it as well. */
  @Test
  void whatWasDoneIsKept() {
    user("Judge", JUDGE, "l.Calls.f(new Own())");
    library("package l; public interface L {}", LIBRARY.replace(" f(", " g("));
    assertEquals(1, shell.run(run()));
    String kept = "what was done is kept; when the cause is mended, go on with: rlhf4j resume";
    assertTrue(shell.err().contains(kept), shell.err());
    String log = shell.read("runs/spec/log.txt");
    assertTrue(log.contains("failed: win-rate failed: java.lang.NoSuchMethodError"), log);
    assertTrue(log.contains(kept), log);
    library("package l; public interface L {}", LIBRARY);
    assertEquals(1, shell.run("resume", "runs/spec"), "the judge has no verdicts");
    assertFalse(shell.err().contains("does not fit"), shell.err());
  }

  @Test
  void anExceptionNamesThePluginToo() {
    Path jar = user("Judge", JUDGE, "((String) System.getProperty(\"no.such\")).length()");
    assertEquals(1, shell.run(run()), () -> shell.out() + shell.err());
    assertTrue(
        shell.err().contains("rlhf4j: win-rate failed: java.lang.NullPointerException"),
        shell.err());
    assertTrue(
        shell.err().contains("\n  judge \"dropped\" in " + jar + " (module user), at "),
        shell.err());
    assertTrue(shell.err().contains("user.Dropped.use(Dropped.java:"), shell.err());
  }

  @Test
  void verifyToo() {
    Path jar = user("Optimizer", METHOD, "l.Calls.f(null)");
    library("package l; public interface L {}", LIBRARY.replace(" f(", " g("));
    assertFails(
        jar,
        "it was built against another version of rlhf4j or of a library (NoSuchMethodError: 'void"
            + " l.Calls.f(l.L)'); take a version of it that was built for this one, or build it"
            + " again",
        "verify",
        "--method",
        "dropped");
  }

  @Test
  void whatIsNoPluginsFaultIsLeftAsItIs() {
    Error error = new NoClassDefFoundError("l/L");
    error.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("ai.djl.Engine", "call", "Engine.java", 1),
          new StackTraceElement("user.Dropped", "use", "Dropped.java", 2)
        });
    assertEquals(Optional.empty(), Unlinked.inWords(error, List.of()));
    assertEquals(Optional.empty(), Unlinked.inWords(new IllegalStateException("x"), List.of()));
  }
}
