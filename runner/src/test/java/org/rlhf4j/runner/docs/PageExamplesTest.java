package org.rlhf4j.runner.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.runner.docs.Snippets.Block;
import org.rlhf4j.runner.fakes.FakeEndpoint;
import org.rlhf4j.runner.fakes.Shell;

/**
 * Every example of every page, as a reader would try it, in a folder with the files that the pages
 * name: specs and parts of specs are validated, commands are run. What a page shows of a file is
 * left to the tests of that file, and the commands of README.md and of write-a-plugin.md to {@link
 * ReadmeCommandsTest} and the test of the plugin projects.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageExamplesTest {
  private static final Path ROOT = Path.of("..");

  /** Pages whose commands other tests run. */
  private static final Set<String> RUN_ELSEWHERE = Set.of("README.md", "write-a-plugin.md");

  /** What a part of a spec needs around it. */
  private static final String AROUND =
      """
      {"policy": {"id": "transformer", "options": {"path": "models/base"}},
       "data": {
         "demonstrations": {"id": "jsonl", "options": {"path": "demos.jsonl"}},
         "prompts": {"id": "jsonl", "options": {"path": "prompts.jsonl"}},
         "preferences": {"id": "jsonl", "options": {"path": "pairs.jsonl"}},
         "evaluation": {"id": "jsonl", "options": {"path": "questions.jsonl"}}},
       "methods": [{"id": "sft"}, {"id": "dpo"}],
       "evaluate": [{"id": "length"}]}
      """;

  private static final String SCRATCH =
      """
      {"name": "made", "policy": {"id": "transformer", "options": {
         "vocabulary": {"id": "instruction-world", "options": {"split": "demonstrations", "count": 40}},
         "sizes": {"hidden": 16, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 32, "context": 256}}},
       "data": {
         "demonstrations": {"id": "instruction-world", "options": {"split": "demonstrations", "count": 40}},
         "prompts": {"id": "instruction-world", "options": {"split": "prompts", "count": 8}},
         "preferences": {"id": "jsonl", "options": {"path": "pairs.jsonl"}},
         "evaluation": {"id": "instruction-world", "options": {"split": "evaluation", "count": 4}}},
       "reward": {"id": "pairwise", "options": {"training": {"batchSize": 4}}},
       "decoding": {"maxNewTokens": 8},
       "methods": [METHODS],
       "evaluate": [{"id": "length"}]}
      """;

  private Path folder;
  private final Catalog catalog = Catalog.load(List.of());
  private FakeEndpoint endpoint;
  private Shell shell;

  @BeforeAll
  void files(@TempDir Path temporary) throws IOException {
    folder = temporary;
    endpoint = new FakeEndpoint(body -> "[[A]]");
    shell = new Shell(folder, Catalog::load);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      String chosen = i == 0 ? "yes ." : "yes " + i + " .";
      rows.append(
          ("{\"prompt\": \"say %d\", \"instruction\": \"say %d\", \"completion\": \"%s\","
                  + " \"chosen\": \"%s\", \"rejected\": \"no .\", \"a\": \"%s\", \"b\": \"no .\","
                  + " \"ann\": \"1\", \"bob\": \"2\", \"labels\": 2, \"agree\": 1.0}\n")
              .formatted(i, i, chosen, chosen, chosen));
    }
    for (String name : List.of("demos", "prompts", "pairs", "questions", "eval")) {
      shell.write(name + ".jsonl", rows.toString());
    }
    shell.write("lexicon.txt", "good\t2.0\nbad\t-2.0\n");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(folder.resolve("pairs.jsonl.gz")))) {
      gzip.write(rows.toString().getBytes(StandardCharsets.UTF_8));
    }
    copy(ROOT.resolve("examples"), folder.resolve("examples"));
    shell.write("scratch.json", SCRATCH.replace("METHODS", "{\"id\": \"sft\"}"));
    run("run", "scratch.json");
    for (String name : List.of("models/base", "DIR", "tinystories656k")) {
      copy(folder.resolve("runs/made/models/sft"), folder.resolve(name));
    }
    String made = SCRATCH.replace("made", "independent");
    shell.write("independent.json", made.replace("METHODS", "{\"id\": \"sft\"}"));
    shell.write(
        "spec.json",
        SCRATCH.replace(
            "METHODS",
            "{\"id\": \"dpo\"}, {\"id\": \"ppo\", \"options\": {\"steps\": 1, \"rollouts\": 4,"
                + " \"decoding\": {\"maxNewTokens\": 8}}}"));
  }

  @AfterAll
  void close() {
    endpoint.close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from, 2)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private void run(String... arguments) {
    int code = shell.run(arguments);
    assertEquals(0, code, () -> String.join(" ", arguments) + "\n" + shell.out() + shell.err());
  }

  private static Stream<DynamicTest> blocks(String language, ThrowingBlock test)
      throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : SnippetsTest.pages()) {
      String name = page.getFileName().toString();
      for (Block block : Snippets.of(Files.readAllLines(page))) {
        if (block.language().equals(language) && block.file() == null) {
          tests.add(
              DynamicTest.dynamicTest(
                  name + " line " + block.line(), () -> test.accept(name, block)));
        }
      }
    }
    return tests.stream();
  }

  /** What is tried with a block. */
  @FunctionalInterface
  private interface ThrowingBlock {
    void accept(String page, Block block) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> specsAndTheirPartsAreRight() throws IOException {
    return blocks("json", (page, block) -> validates(String.join("\n", block.text())));
  }

  private void validates(String shown) {
    String text = shown.strip();
    text = text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
    JsonObject json = Shell.json(text.startsWith("{") ? text : "{" + text + "}");
    if (json.has("id")) {
      json = around(json);
    }
    boolean whole = json.has("policy");
    JsonObject spec = whole ? json : filled(json);
    // the endpoint that is there, and a variable that has a value
    shell.write(
        "example.json",
        spec.toString()
            .replace("http://localhost:8000/v1", endpoint.url())
            .replace("\"NAME\"", "\"m\"")
            .replace("MY_API_KEY", "OPT_OUT_TRACKING"));
    // an export, which a command of annotate.md writes anew
    shell.write("labels/preferences.jsonl", shell.read("pairs.jsonl"));
    shell.write(
        "labels/labels.jsonl",
        "{\"use\": \"work\", \"prompt\": \"p\", \"answers\": [\"a\", \"b\"], \"label\":"
            + " {\"better\": 1}}\n");
    assertEquals(
        0, shell.run("validate", "example.json"), () -> shown + "\n" + shell.out() + shell.err());
  }

  /** A plugin alone, where a spec has one. */
  private JsonObject around(JsonObject part) {
    String id = part.get("id").getAsString();
    assertTrue(
        catalog.all(JudgePlugin.class).stream().anyMatch(plugin -> plugin.id().equals(id)),
        () -> "where does a spec have the plugin \"" + id + "\"? Teach this test");
    JsonObject feedback = new JsonObject();
    feedback.add("judge", withModel(part));
    JsonObject spec = new JsonObject();
    spec.add("feedback", feedback);
    return spec;
  }

  /** A model for judges that are shown without one. */
  private JsonObject withModel(JsonObject part) {
    String endpointHere =
        "\"options\":{\"endpoint\":{\"baseUrl\":\"http://localhost:8000/v1\",\"model\":\"NAME\"}";
    return Shell.json(
        part.toString()
            .replace("\"id\":\"lm\",\"options\":{}", "\"id\":\"lm\"," + endpointHere + "}")
            .replaceAll(
                "\"id\":\"lm\",\"options\":\\{(?!\"endpoint\"|\"policy\")",
                "\"id\":\"lm\"," + endpointHere + ","));
  }

  private static JsonObject filled(JsonObject part) {
    JsonObject spec = Shell.json(AROUND);
    part.asMap()
        .forEach(
            (key, value) -> {
              if (key.equals("data")) {
                value.getAsJsonObject().asMap().forEach(spec.getAsJsonObject("data")::add);
              } else {
                spec.add(key, value);
              }
            });
    if (part.has("feedback")) {
      spec.getAsJsonObject("data").remove("preferences");
    }
    return spec;
  }

  @TestFactory
  Stream<DynamicTest> commandsRun() throws IOException {
    return blocks(
        "sh",
        (page, block) -> {
          if (!RUN_ELSEWHERE.contains(page)) {
            for (String command : ReadmeCommandsTest.commands(block.text())) {
              tried(command);
            }
          }
        });
  }

  private void tried(String command) throws IOException {
    List<String> words = ReadmeCommandsTest.words(command);
    switch (words.get(0)) {
      case "./rlhf4j" -> started(words.subList(1, words.size()));
      case "./mvnw" -> built(words);
      case "python" -> assertTrue(Files.exists(ROOT.resolve(words.get(1))), command);
      default -> throw new AssertionError("who runs \"" + command + "\"? Teach this test");
    }
  }

  private void started(List<String> arguments) throws IOException {
    if (arguments.get(0).equals("annotate") && !arguments.contains("--export")) {
      ReadmeCommandsTest.serves(folder, arguments);
      return;
    }
    Path spec = folder.resolve(arguments.get(arguments.size() > 1 ? 1 : 0));
    boolean needsData = Files.isRegularFile(spec) && Files.readString(spec).contains("\"data:");
    int code = shell.run(arguments.toArray(String[]::new));
    String said = String.join(" ", arguments) + "\n" + shell.out() + shell.err();
    if (needsData && code != 0) {
      // tests tagged "data" run it; here nothing but the data may be missing
      String others =
          shell
              .err()
              .lines()
              .filter(line -> line.startsWith("  ") && !line.contains("there is no \"data:"))
              .collect(Collectors.joining("\n"));
      assertEquals("", others, said);
      assertTrue(shell.err().contains("there is no \"data:"), said);
      return;
    }
    if (arguments.contains("--export") && code != 0) {
      // nobody labels here; the tests of the workbench export what they label
      assertTrue(shell.err().contains("nothing was labelled yet"), said);
      return;
    }
    assertEquals(0, code, said);
  }

  /** Modules and tests that a command of the build names. */
  private static void built(List<String> words) throws IOException {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).equals("-pl")) {
        given.put("-pl", words.get(i + 1));
      } else if (words.get(i).startsWith("-Dtest=")) {
        given.put("-Dtest", words.get(i).substring("-Dtest=".length()));
      }
    }
    for (String module : given.getOrDefault("-pl", "runner").split(",", -1)) {
      assertTrue(Files.exists(ROOT.resolve(module).resolve("pom.xml")), module);
    }
    String test = given.get("-Dtest");
    if (test != null) {
      boolean there = false;
      for (String module : given.getOrDefault("-pl", "runner").split(",", -1)) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test"))) {
          there |= files.anyMatch(file -> file.endsWith(test + ".java"));
        }
      }
      assertTrue(there, test);
    }
  }
}
