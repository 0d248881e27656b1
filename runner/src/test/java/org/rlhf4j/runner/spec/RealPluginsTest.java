package org.rlhf4j.runner.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;

/** The options of the plugins that are really there. */
final class RealPluginsTest {
  private static final Catalog CATALOG = Catalog.load(List.of());

  /** A reward in a spec. */
  public record Holder(@Option("a reward") @Nullable Part<RewardModel> reward) {}

  @TestFactory
  Stream<DynamicTest> everyOptionOfEveryPluginIsExplained() {
    return Catalog.KINDS.keySet().stream()
        .flatMap(kind -> CATALOG.all(kind).stream())
        .map(plugin -> DynamicTest.dynamicTest(plugin.id(), () -> isExplained(plugin)));
  }

  private static void isExplained(Plugin<?, ?> plugin) {
    for (OptionsTable.Line line : OptionsTable.of(plugin.defaults())) {
      assertFalse(line.doc().isBlank(), line::toString);
      assertFalse(line.type().isBlank(), line::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"reward": {"id": "rules", "options": {
          "number": [{}],
          "regex": [{"pattern": "(?m)^#### ", "weight": 0.1}, {"pattern": "sorry", "weight": -1}],
          "length": [{"unit": "characters", "max": 200}],
          "words": [{"words": ["please", "thank you"]}],
          "json": [{"kind": "object", "keys": "answer"}],
          "repetition": [{"ngram": 2}]}}}
        """,
        """
        {"reward": {"id": "running-normalised", "options": {"reward":
          {"id": "length-penalised", "options": {"penalty": 0.02, "reward":
            {"id": "weighted-sum", "options": {"terms": [
              {"reward": {"id": "ensemble", "options": {
                "members": [{"id": "pairwise"}], "copies": 5, "rule": "mean-minus-variance"}}},
              {"weight": -0.5, "reward": {"id": "lexicon", "options": {"path": "words"}}}]}}}}}}}
        """,
        """
        {"reward": {"id": "onnx", "options": {"path": "model", "label": "good",
          "score": "probability", "input": "joined", "keep": "start"}}}
        """,
        """
        {"reward": {"id": "policy-implicit", "options": {
          "policy": {"id": "transformer", "options": {"path": "runs/dpo"}},
          "reference": {"id": "transformer", "options": {"path": "runs/sft"}}}}}
        """,
      })
  void rewardsReadFromSpecsAndBack(String text) {
    String written = JsonText.pretty(OptionsWriter.write(read(text)));
    assertEquals(written, JsonText.pretty(OptionsWriter.write(read(written))));
  }

  @Test
  void aLoadedModelIsNotDescribedWithSizesThatItHasNot() {
    String loaded =
        """
        {"reward": {"id": "policy-implicit", "options": {"policy": %s,
          "reference": {"id": "transformer", "options": {"path": "runs/sft"}}}}}
        """;
    Holder read =
        read(loaded.formatted("{\"id\": \"transformer\", \"options\": {\"path\": \"runs/dpo\"}}"));
    Part<RewardModel> reward = Objects.requireNonNull(read.reward());
    assertFalse(OptionsWriter.identity(reward).toString().contains("layers"));
    assertFalse(OptionsWriter.part(reward).toString().contains("layers"));
    Holder fresh =
        read(
            loaded.formatted(
                "{\"id\": \"transformer\", \"options\": {\"sizes\": {\"layers\": 5},"
                    + " \"vocabulary\": {\"id\": \"jsonl\", \"options\": {\"path\":"
                    + " \"a\"}}}}"));
    String written = OptionsWriter.write(fresh).toString();
    assertTrue(written.contains("\"layers\":5") && written.contains("\"hidden\":64"), written);
  }

  private static Holder read(String text) {
    JsonDocument document = JsonDocument.parse("spec", text);
    Problems problems = new Problems();
    OptionsReader reader = new OptionsReader(CATALOG, problems);
    Holder read = reader.read(new Holder(null), document.root(), "");
    assertTrue(problems.isEmpty(), () -> String.valueOf(problems.in(document).getMessage()));
    return Objects.requireNonNull(read);
  }
}
