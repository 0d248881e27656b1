package org.rlhf4j.runner.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;

final class SpecReaderTest {
  private final Problems problems = new Problems();

  private Spec read(String text) {
    JsonDocument document = JsonDocument.parse("spec.json", text);
    Spec spec = SpecReader.read(document, "spec", Fakes.catalog(), problems).orElseThrow();
    assertTrue(problems.isEmpty(), () -> String.valueOf(problems.in(document).getMessage()));
    return spec;
  }

  private String problemsOf(String text) {
    JsonDocument document = JsonDocument.parse("spec.json", text);
    SpecReader.read(document, "spec", Fakes.catalog(), problems);
    return String.valueOf(problems.in(document).getMessage());
  }

  @Test
  void fillsInNamesAndSources() {
    Spec spec =
        read(
            """
            {"$schema": "x", "policy": {"id": "transformer"},
             "feedback": {"judge": {"id": "many-as"}},
             "reward": {"id": "count"},
             "methods": [{"id": "dpo", "name": "first"}, {"id": "sft"}, {"id": "dpo"},
                         {"id": "dpo", "name": "again", "from": "first"}]}
            """);
    assertEquals("spec", spec.name());
    assertEquals(List.of(1L), spec.seed());
    assertEquals(
        List.of("first", "sft", "dpo", "again"),
        spec.methods().stream().map(MethodStage::name).toList());
    assertEquals(
        List.of("base", "base", "sft", "first"),
        spec.methods().stream().map(MethodStage::from).toList());
    assertEquals("sft", Objects.requireNonNull(spec.feedback()).from());
    assertEquals("sft", Objects.requireNonNull(spec.reward()).from());
  }

  @Test
  void seedsMayBeOneOrMany() {
    String rest = ", \"policy\": {\"id\": \"transformer\"}, \"methods\": [{\"id\": \"sft\"}]}";
    assertEquals(List.of(7L), read("{\"seed\": 7" + rest).seed());
    assertEquals(List.of(7L, 8L), read("{\"seed\": [7, 8]" + rest).seed());
  }

  @Test
  void aPresetGivesTheDefaultsThatASpecLeavesOut() {
    String text =
        """
        {"policy": {"id": "transformer"}, "reward": {"id": "rules"},
         "methods": [{"id": "ppo", "options": {"policyOptimizer": {"learningRate": 0.5}}},
                     {"id": "ppo", "options": {"preset": "trl",
                      "policyOptimizer": {"learningRate": 0.5}}},
                     {"id": "ppo", "options": {"preset": "N_PLUS", "decoding": {"temperature": 1}}}]}
        """;
    JsonDocument document = JsonDocument.parse("spec.json", text);
    Catalog catalog = Catalog.load(List.of());
    Spec spec = SpecReader.read(document, "spec", catalog, problems).orElseThrow();
    List<String> rules =
        spec.methods().stream()
            .map(stage -> OptionsWriter.write(stage.plugin().options()).getAsJsonObject())
            .map(
                o -> {
                  JsonObject rule = o.getAsJsonObject("policyOptimizer");
                  return rule.get("learningRate")
                      + " "
                      + rule.get("epsilon")
                      + " "
                      + rule.get("maxGradNorm")
                      + " "
                      + o.getAsJsonObject("decoding").get("temperature");
                })
            .toList();
    assertEquals(
        List.of("0.5 1.0E-5 1.0 1.0", "0.5 1.0E-8 0.0 0.7", "3.0E-6 1.0E-5 0.0 1.0"), rules);
  }

  @Test
  void theEffectiveSpecReadsBackToTheSame() {
    String once =
        JsonText.pretty(
            OptionsWriter.write(
                read(
                    """
                    {"seed": [1, 2], "policy": {"id": "transformer"},
                     "data": {"evaluation": {"id": "words"}},
                     "feedback": {"judge": {"id": "many-as"}}, "reward": {"id": "count"},
                     "methods": [{"id": "sft"}],
                     "evaluate": [{"id": "wins", "options": {"judge": {"id": "many-as"}}}]}
                    """)));
    assertEquals(once, JsonText.pretty(OptionsWriter.write(read(once))));
  }

  @Test
  void tellsEverythingThatIsWrongInTheText() {
    assertEquals(
        """
        spec.json has 8 problems:
          policy: is missing: name the model to start from
          name (line 1, column 2): must be letters, digits, '.', '_' or '-' (it names a folder), but is "a/b"
          seed (line 1, column 17): names a seed twice: [1, 1]
          device (line 1, column 33): must be auto, cpu or gpu:N such as gpu:0, but is "tpu"; did you mean "cpu"?
          methods[1].name (line 3, column 4): two methods are called "dpo"; give one of them another "name"
          methods[2].name (line 4, column 18): must not be "base", which means something else
          methods[3].from (line 5, column 18): must be base or an earlier method, but is "df"; there is base, dpo
          feedback.from (line 6, column 15): must be base or a method, but is "dpp"; did you mean "dpo"? there is base, dpo, sft\
        """,
        problemsOf(
            """
            {"name": "a/b", "seed": [1, 1], "device": "tpu",
             "methods": [{"id": "dpo"},
               {"id": "dpo"},
               {"id": "dpo", "name": "base"},
               {"id": "sft", "from": "df"}],
             "feedback": {"from": "dpp", "judge": {"id": "many-as"}},
             "evaluate": [{"id": "share"}]}
            """));
  }

  @Test
  void aWrongOptionHidesNoOtherProblem() {
    assertEquals(
        """
        spec.json has 2 problems:
          methods[0].options.beta (line 2, column 40): must be in [0, 10], but is -1
          methods[1].from (line 3, column 28): must be base or an earlier method, but is "xx"; there is base, sft\
        """,
        problemsOf(
            """
            {"policy": {"id": "transformer"},
             "methods": [{"id": "sft", "options": {"beta": -1}},
                         {"id": "ppo", "from": "xx"}]}
            """));
  }

  @Test
  void nobodyIsBlamedForAMethodThatCannotBeMade() {
    assertEquals(
        """
        spec.json has a problem:
          methods[0].id (line 2, column 15): there is no method "x"; there is asking, diverging, dpo, everything, failing, loop, ppo, sft, twice, wrapping\
        """,
        problemsOf(
            """
            {"policy": {"id": "transformer"},
             "methods": [{"id": "x"}, {"id": "ppo", "from": "x"}]}
            """));
  }

  @Test
  void aSpecMustDoSomething() {
    assertEquals(
        "spec.json has a problem:\n"
            + "  there is nothing to do: add \"methods\", \"reward\" or \"evaluate\"",
        problemsOf("{\"policy\": {\"id\": \"transformer\"}}"));
  }

  @Test
  void whatIsWrongIsNotCalledMissing() {
    assertEquals(
        "spec.json has a problem:\n"
            + "  policy.id (line 1, column 13): there is no policy \"trans\"; there is transformer,"
            + " untrainable",
        problemsOf("{\"policy\": {\"id\": \"trans\"}, \"methods\": [{\"id\": \"sft\"}]}"));
  }

  @Test
  void aSpecIsAnObject() {
    assertEquals("spec.json has a problem:\n  a spec is an object in braces", problemsOf("[]"));
  }
}
