package org.rlhf4j.runner.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/**
 * The plugin projects of examples/ as their authors live through them: they are built, tested,
 * dropped in, and asked everything that docs/write-a-plugin.sh asks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PluginProjectTest {
  private static final PluginProject METHOD = PluginProject.example("plugin-chi-po");
  private static final PluginProject REWARD = PluginProject.example("plugin-reward");
  private static final Path COMMANDS = Path.of("..", "docs", "write-a-plugin.sh");

  private JarMaker maker;
  private Shell shell;

  @BeforeAll
  void dropIn(@TempDir Path temporary) throws IOException {
    assumeTrue(Catalog.class.getModule().isNamed(), "drop-in jars need rlhf4j on the module path");
    maker = new JarMaker(Files.createDirectory(temporary.resolve("work")));
    Path plugins = Files.createDirectory(temporary.resolve("plugins"));
    shell = new Shell(temporary, Catalog::load);
    for (PluginProject project : List.of(METHOD, REWARD)) {
      project.jar(maker, plugins);
      shell.write(
          "examples/" + project.root().getFileName() + "/compare.json",
          Files.readString(project.root().resolve("compare.json")));
    }
  }

  private void run(String... arguments) {
    int code = shell.run(arguments);
    assertEquals(0, code, () -> String.join(" ", arguments) + "\n" + shell.out() + shell.err());
  }

  /** The commands of a region of the guide's script that start the program. */
  private void runRegion(String region) throws IOException {
    List<String> commands =
        Files.readAllLines(COMMANDS).stream()
            .dropWhile(line -> !line.equals("# region " + region))
            .takeWhile(line -> !line.equals("# endregion"))
            .filter(line -> line.startsWith("./rlhf4j "))
            .toList();
    assertTrue(!commands.isEmpty(), region);
    for (String command : commands) {
      String[] words = command.split(" ", -1);
      run(Arrays.copyOfRange(words, 1, words.length));
    }
  }

  @Test
  void dependOnTheApiAndTheTestkitAlone() throws IOException {
    String api = "org.rlhf4j:rlhf4j-api:provided";
    assertEquals(List.of(api), REWARD.dependencies());
    assertEquals(List.of(api, "org.rlhf4j:rlhf4j-testkit:test"), METHOD.dependencies());
    String version = Files.readString(Path.of("..", "pom.xml"));
    version = version.replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");
    for (PluginProject project : List.of(METHOD, REWARD)) {
      assertEquals(project.dependencies().size(), project.dependencyTags());
      assertTrue(!project.pom().contains("<parent>"), "a parent may bring more");
      assertEquals(List.of(version), project.versionsOfOurs());
    }
  }

  /** The guide says so. */
  @Test
  void aRewardTakesTwentyFiveLines() throws IOException {
    Path source = REWARD.root().resolve("src/main/java/com/example/sentences/SentencesPlugin.java");
    assertTrue(Files.readAllLines(source).size() <= 25);
  }

  @Test
  void theMethodPassesItsOwnTests() throws IOException {
    TestExecutionSummary summary = METHOD.test(maker);
    String failures =
        summary.getFailures().stream()
            .map(f -> f.getTestIdentifier().getDisplayName() + ": " + f.getException())
            .collect(Collectors.joining("\n"));
    assertEquals("", failures);
    assertTrue(
        summary.getTestsSucceededCount() > 20, () -> summary.getTestsFoundCount() + " tests");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chi-po", "sentences"})
  void areListed(String id) {
    run("plugins");
    assertEquals("", shell.err());
    String text = shell.out().replaceAll("\\s+", " ");
    assertTrue(text.contains("[" + id + "-1.0.0.jar, 1.0.0]"), text);
    run("plugins", id);
    assertTrue(shell.out().contains("com.example."), shell.out());
  }

  @Test
  void areInTheSchema() {
    run("schema");
    JsonObject schema = Shell.json(shell.out());
    String text = schema.toString();
    assertTrue(text.contains("\"chi-po\"") && text.contains("\"sentences\""));
    assertTrue(text.contains("greatest margin in nats that has a gradient"));
  }

  @Test
  void reachWhatTheyPromise() throws IOException {
    runRegion("method-verify");
    assertTrue(
        shell.out().lines().anyMatch(l -> l.matches("\\s*chi-po +chi2-optimum .* pass .*")),
        shell.out());
  }

  @Test
  @Order(1)
  void theMethodIsComparedWithOthers() throws IOException {
    runRegion("method-run");
    for (String method : List.of("dpo", "chi-po", "ppo")) {
      assertTrue(shell.out().lines().anyMatch(l -> l.startsWith(method + " ")), shell.out());
    }
    String report = shell.read("runs/two-links/report.html");
    assertTrue(report.contains("chi-po"), "the report does not name the method");
    assertTrue(report.contains("rewards/margins"), "the report lacks the method's own curves");
    assertTrue(shell.read("runs/two-links/provenance.json").contains("chi-po-1.0.0.jar"));
    assertTrue(
        shell
            .read("runs/two-links/metrics-legend.json")
            .contains("mean of rewards/chosen - rewards/rejected"));
    // the same beta is a stronger tie where the link grows faster
    assertTrue(divergence("chi-po") < divergence("dpo"), shell.out());
  }

  /** That of the sft policy, as the run's results have it. */
  private double divergence(String method) {
    for (JsonElement row :
        Shell.json(shell.read("runs/two-links/results.json")).getAsJsonArray("measurements")) {
      JsonObject measured = row.getAsJsonObject();
      if (measured.get("subject").getAsString().equals(method)
          && measured.get("evaluator").getAsString().equals("kl")) {
        return measured.get("value").getAsDouble();
      }
    }
    throw new AssertionError("no divergence of " + method);
  }

  @Test
  @Order(2)
  void theRewardIsInTheTable() throws IOException {
    runRegion("reward-run");
    assertTrue(shell.out().contains("sentences"), shell.out());
    assertTrue(shell.out().lines().anyMatch(l -> l.startsWith("rloo ")), shell.out());
  }
}
