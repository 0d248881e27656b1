package org.rlhf4j.runner.spec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;
import org.rlhf4j.runner.fakes.FakePolicy;
import org.rlhf4j.runner.fakes.MethodsSpec;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.JsonText;

/**
 * Extreme values in every option of every plugin that is really there: {@code validate} takes them,
 * or refuses them with their place in words. It never ends with an exception's name, nor with the
 * exit code of a fault of the program.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MutatedOptionsTest {
  /** What nobody should read: a class, or the words of the virtual machine. */
  private static final Pattern RAW =
      Pattern.compile(
          "[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]|Exception|Error\\b|Cannot invoke|Index \\S+ out of"
              + "|\\bnull\\b.*because|^null$|: null$",
          Pattern.MULTILINE);

  private static final String PAIR =
      """
      {"prompt": "p", "chosen": "a", "rejected": "b", "id": "1"}
      {"prompt": "q", "chosen": "aa", "rejected": "b", "id": "2"}
      """;

  private static final String JUDGE = "{\"id\": \"many-as\"}";
  private static final String REWARD = "{\"id\": \"count\"}";
  private static final String ROWS = "{\"id\": \"jsonl\", \"options\": {\"path\": \"rows.jsonl\"}}";

  /** What plugins cannot do without. */
  private static final Map<String, String> NEEDED =
      Map.ofEntries(
          entry(
              "transformer",
              """
              {"vocabulary": {"id": "jsonl", "options": {"path": "answers.jsonl"}},
               "sizes": {"hidden": 8, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 16,
                         "context": 128}}
              """),
          entry("jsonl", "{'path': 'rows.jsonl'}"),
          entry("revise", "{'prompts': ROWS, 'policy': LETTERS}"),
          entry("ensemble", "{'members': [REWARD, REWARD]}"),
          entry("length-penalised", "{'reward': REWARD}"),
          entry("running-normalised", "{'reward': REWARD}"),
          entry("weighted-sum", "{'terms': [{'weight': 0.5, 'reward': REWARD}]}"),
          entry("lexicon", "{'path': 'lexicon.txt'}"),
          entry("onnx", "{'path': 'lexicon.txt'}"),
          entry("policy-implicit", "{'policy': LETTERS, 'reference': LETTERS}"),
          entry(
              "rules",
              """
              {"number": [{}], "regex": [{"pattern": "a"}], "length": [{}], "json": [{}],
               "words": [{"words": ["a"]}], "repetition": [{}]}
              """),
          entry("both-orders", "{'judge': JUDGE}"),
          entry("cached", "{'judge': JUDGE}"),
          entry("noisy", "{'judge': JUDGE}"),
          entry("human", "{'labels': 'labels.jsonl'}"),
          entry("lm", "{'policy': LETTERS}"),
          entry("reward-judge", "{'reward': REWARD}"),
          entry("simulated-annotators", "{'reward': REWARD}"),
          entry("agreement", "{'judges': [JUDGE, JUDGE], 'baseline': 'base'}"),
          entry("calibration", "{'preferences': ROWS, 'reward': REWARD}"),
          entry(
              "fit-annotators",
              "{'file': {'path': 'votes.csv', 'item': 'item', 'labels': ['ann', 'bob']}}"),
          entry("group-alignment", "{'questions': 'questions.jsonl'}"),
          entry(
              "judge-audit",
              "{'judge': JUDGE, 'pairs': {'path': 'pairs.jsonl', 'prompt': 'prompt', 'first': 'x',"
                  + " 'second': 'y', 'labels': ['label'], 'firstLabel': 'x', 'secondLabel': 'y'}}"),
          entry("kl", "{'reference': 'base'}"),
          entry("leaderboard", "{'judge': JUDGE}"),
          entry("length-effects", "{'reference': 'base'}"),
          entry("mode-collapse", "{'reference': 'base'}"),
          entry("over-optimisation", "{'gold': REWARD}"),
          entry("reward-accuracy", "{'preferences': ROWS}"),
          entry("win-rate", "{'judge': JUDGE, 'baseline': 'base'}"));

  private static Map.Entry<String, String> entry(String id, String options) {
    return Map.entry(
        id,
        options
            .replace('\'', '"')
            .replace("ROWS", ROWS)
            .replace("REWARD", REWARD)
            .replace("JUDGE", JUDGE)
            .replace("LETTERS", "{\"id\": \"letters\"}"));
  }

  private Catalog catalog;
  private Shell shell;

  /** A policy without an engine. */
  static final class Letters implements PolicyPlugin<Letters.None> {
    public record None() {}

    @Override
    public String id() {
      return "letters";
    }

    @Override
    public String summary() {
      return "says letters";
    }

    @Override
    public None defaults() {
      return new None();
    }

    @Override
    public Policy create(None options, PluginContext context) {
      return new FakePolicy(0.2, 1024);
    }
  }

  @BeforeAll
  void files(@TempDir Path folder) {
    List<Plugin<?, ?>> plugins = new ArrayList<>();
    Catalog all = MethodsSpec.catalog();
    Catalog.KINDS.keySet().forEach(kind -> plugins.addAll(all.all(kind)));
    plugins.add(new Letters());
    catalog = Catalog.of(plugins);
    shell = new Shell(folder, layers -> catalog);
    shell.write("rows.jsonl", PAIR);
    shell.write("answers.jsonl", "{\"prompt\": \"p\", \"completion\": \"a b\"}\n");
    shell.write(
        "pairs.jsonl",
        """
        {"prompt": "p", "x": "a", "y": "b", "label": "x"}
        {"prompt": "q", "x": "aa", "y": "b", "label": "y"}
        """);
    shell.write("lexicon.txt", "good\t1.5\t0.5\t[1, 2]\n");
    shell.write(
        "labels.jsonl",
        "{\"use\": \"work\", \"prompt\": \"p\", \"answers\": [\"a\", \"b\"], \"label\":"
            + " {\"better\": \"1\"}}\n");
    shell.write("votes.csv", "item,ann,bob\n1,a,b\n2,a,a\n3,b,b\n");
    shell.write(
        "questions.jsonl",
        "{\"prompt\": \"q\", \"options\": [\"a\", \"b\"], \"groups\": {\"g\": [0.5, 0.5]}}\n");
  }

  private static JsonObject spec(String kind, String id, JsonObject options) {
    String node = "{\"id\": \"" + id + "\", \"options\": " + JsonText.line(options) + "}";
    boolean data = kind.equals("data source");
    return Shell.json(
        "{\"name\": \"m\",\n \"policy\": "
            + (kind.equals("policy") ? node : "{\"id\": \"letters\"}")
            + ",\n \"data\": {\"demonstrations\": {\"id\": \"words\"}, \"prompts\": {\"id\":"
            + " \"words\"}, \"preferences\": "
            + ROWS
            + ",\n \"evaluation\": "
            + (data ? node : ROWS)
            + "},\n \"feedback\": {\"judge\": "
            + (kind.equals("judge") ? node : JUDGE)
            + "},\n \"reward\": "
            + (kind.equals("reward") ? node : REWARD)
            + ",\n \"methods\": ["
            + (kind.equals("method") ? node : "")
            + "],\n \"evaluate\": ["
            + (kind.equals("evaluator") ? node : "")
            + "]}");
  }

  private static JsonObject needed(String id) {
    return Shell.json(NEEDED.getOrDefault(id, "{}"));
  }

  @TestFactory
  Stream<DynamicTest> extremeValuesAreTakenOrRefusedInWords() {
    Catalog real = Catalog.load(List.of());
    return Catalog.KINDS.entrySet().stream()
        .filter(kind -> !kind.getValue().equals("workbench")) // stands in no spec
        .flatMap(
            kind ->
                real.all(kind.getKey()).stream()
                    .map(
                        plugin ->
                            DynamicTest.dynamicTest(
                                kind.getValue() + " " + plugin.id(),
                                () -> mutate(kind.getValue(), plugin))));
  }

  private void mutate(String kind, Plugin<?, ?> plugin) {
    List<String> bad = new ArrayList<>();
    JsonObject base = needed(plugin.id());
    check("as they are", spec(kind, plugin.id(), base), bad);
    for (Mutations.Mutation mutation : Mutations.of(plugin.defaults(), base)) {
      check(mutation.path(), spec(kind, plugin.id(), mutation.options()), bad);
    }
    assertNone(bad);
  }

  @Test
  void soAreThoseOfTheSpecItself() {
    JsonObject spec = spec("none", "", new JsonObject());
    Spec empty = Spec.empty("m");
    List<String> bad = new ArrayList<>();
    for (Mutations.Mutation mutation : Mutations.of(empty, spec)) {
      check(mutation.path(), mutation.options(), bad);
    }
    assertNone(bad);
  }

  private void check(String path, JsonObject spec, List<String> bad) {
    shell.write("m.json", JsonText.pretty(spec));
    int code = shell.run("validate", "m.json");
    String told = shell.err();
    boolean placed = code == 0 || told.contains("(line ") || told.contains("has a problem");
    if (code == 1 || (code != 0 && (RAW.matcher(told).find() || !placed))) {
      bad.add(path + ": exit code " + code + ": " + told + JsonText.line(spec));
    }
  }

  private static void assertNone(List<String> bad) {
    assertTrue(
        bad.isEmpty(),
        () ->
            bad.size()
                + " of them\n"
                + String.join("\n", bad.subList(0, Math.min(20, bad.size()))));
  }
}
