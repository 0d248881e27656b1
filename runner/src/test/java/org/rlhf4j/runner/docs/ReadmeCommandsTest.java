package org.rlhf4j.runner.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.cli.Rlhf4j;
import org.rlhf4j.runner.cli.Surroundings;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.run.PathRoots;

/**
 * Runs every command that README.md shows, in its order and in one folder, as a reader would type
 * them. Only sizes are smaller: the quickstart has all of its methods and evaluators with few rows
 * and steps.
 */
final class ReadmeCommandsTest {
  private static final Path REPOSITORY = Path.of("..");

  /** Numbers of a spec that decide how long it takes, and the most that is left of them here. */
  private static final Map<String, Integer> AT_MOST =
      Map.ofEntries(
          Map.entry("count", 24),
          Map.entry("epochs", 1),
          Map.entry("steps", 2),
          Map.entry("rollouts", 8),
          Map.entry("rounds", 2),
          Map.entry("stepsPerRound", 2),
          Map.entry("prompts", 8),
          Map.entry("answers", 2),
          Map.entry("pairs", 4),
          Map.entry("n", 4),
          Map.entry("samples", 4),
          Map.entry("batchSize", 8),
          Map.entry("points", 2),
          Map.entry("maxNewTokens", 8));

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;

  private static List<String> commands() throws IOException {
    return Snippets.of(Files.readAllLines(REPOSITORY.resolve("README.md"))).stream()
        .filter(block -> block.language().equals("sh"))
        .flatMap(block -> commands(block.text()).stream())
        .toList();
  }

  /** The lines of a shell block, without remarks; a line that ends with a backslash goes on. */
  static List<String> commands(List<String> block) {
    return String.join("\n", block)
        .replace("\\\n", " ")
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.replaceFirst("\\s+#.*$", "").strip())
        .toList();
  }

  /** The words of a command as a shell would split it. */
  static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }

  private static JsonElement smaller(String key, JsonElement value) {
    if (value.isJsonObject()) {
      JsonObject copy = new JsonObject();
      value.getAsJsonObject().asMap().forEach((k, v) -> copy.add(k, smaller(k, v)));
      return copy;
    }
    if (value.isJsonArray()) {
      JsonArray copy = new JsonArray();
      for (JsonElement element : value.getAsJsonArray()) {
        JsonElement small = smaller(key, element);
        if (!copy.contains(small)) {
          copy.add(small);
        }
      }
      return copy;
    }
    Integer most = AT_MOST.get(key);
    boolean number = value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    return most != null && number && value.getAsInt() > most ? new JsonPrimitive(most) : value;
  }

  private void copyExamples() throws IOException {
    Path from = REPOSITORY.resolve("examples");
    try (Stream<Path> files = Files.walk(from, 2)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = folder.resolve("examples").resolve(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    Path quickstart = folder.resolve("examples/quickstart.json");
    JsonElement spec = Shell.json(Files.readString(quickstart));
    Files.writeString(quickstart, smaller("", spec).toString());
  }

  @Test
  void everyCommandAndTheSpecOfTheReadmeWork() throws IOException {
    copyExamples();
    Shell shell = new Shell(folder, layers -> Catalog.load(layers));
    List<String> commands = commands();
    assertTrue(commands.size() > 12, () -> "found only " + commands);
    for (String command : commands) {
      if (command.equals("./mvnw verify")) {
        continue; // this test is a part of it
      }
      assertTrue(command.startsWith("./rlhf4j "), () -> "who runs \"" + command + "\"?");
      List<String> words = words(command);
      int redirection = words.indexOf(">");
      List<String> arguments = words.subList(1, redirection < 0 ? words.size() : redirection);
      if (arguments.get(0).equals("annotate")) {
        serves(folder, arguments);
        continue;
      }
      int code = shell.run(arguments.toArray(String[]::new));
      assertEquals(0, code, () -> command + "\n" + shell.out() + shell.err());
      if (redirection >= 0) {
        shell.write(words.get(redirection + 1), shell.out());
      }
    }
    assertTrue(shell.has("runs/quickstart/report.html"));
    validates(shell);
  }

  /** The spec that the page shows, beside the files that it names. */
  private void validates(Shell shell) throws IOException {
    String pairs = shell.read("runs/quickstart/preferences/feedback.jsonl");
    shell.write(
        "demos.jsonl",
        pairs.replace("\"chosen\"", "\"completion\"").replace("\"rejected\"", "\"other\""));
    shell.write("prompts.jsonl", pairs);
    shell.write("eval.jsonl", pairs);
    shell.write("lexicon.txt", "good\t2.0\nbad\t-2.0\n");
    Path model = folder.resolve("runs/quickstart/models/sft");
    Files.createDirectories(folder.resolve("models/base"));
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("models/base").resolve(file.getFileName()));
      }
    }
    List<String> lines = Files.readAllLines(REPOSITORY.resolve("README.md"));
    int begin = lines.indexOf("```json");
    int length = lines.subList(begin, lines.size()).indexOf("```");
    shell.write("spec.json", String.join("\n", lines.subList(begin + 1, begin + length)));
    assertEquals(0, shell.run("validate", "spec.json"), () -> shell.out() + shell.err());
  }

  /** A command that runs until it is stopped. */
  static void serves(Path folder, List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int[] code = {-1};
    Surroundings surroundings =
        new Surroundings(
            new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
            new PathRoots(folder, folder, folder.resolve("shared")),
            layers -> Catalog.load(layers));
    Thread thread =
        new Thread(
            () -> code[0] = Rlhf4j.execute(surroundings, arguments.toArray(String[]::new)),
            "serves");
    thread.start();
    try {
      for (int i = 0; i < 600 && thread.isAlive() && !out.toString().contains("http://"); i++) {
        Thread.sleep(50);
      }
      assertTrue(thread.isAlive(), () -> "ended with " + code[0] + ": " + out + err);
      assertTrue(out.toString().contains("http://"), () -> "does not serve: " + out + err);
      thread.interrupt();
      thread.join(20_000);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    assertTrue(!thread.isAlive(), "it does not stop");
  }
}
