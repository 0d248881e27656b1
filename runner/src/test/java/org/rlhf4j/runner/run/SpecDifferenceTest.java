package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.SpecDifference.Kind;

final class SpecDifferenceTest {
  private static final String SPEC =
      """
      {"name": "a", "seed": [1], "device": "auto",
       "data": {"prompts": {"id": "jsonl", "options": {"path": "p.jsonl"}}},
       "methods": [{"id": "sft", "options": {"epochs": 2}},
                   {"id": "ppo", "name": "ppo-1", "options": {"steps": 5, "placement": "reward",
                    "conventions": {"gamma": 1.0}}}]}
      """;

  private static JsonObject json(String text) {
    return JsonDocument.parse("spec", text).root().getAsJsonObject();
  }

  private static List<SpecDifference> between(String other) {
    return SpecDifference.between(
        List.of(json(SPEC), json(other)),
        List.of(json("{\"methods[name=ppo-1]\": {\"placement\": \"x\", \"gamma\": 1}}")));
  }

  @Test
  void equalSpecsDoNotDiffer() {
    assertEquals(List.of(), between(SPEC));
  }

  @Test
  void conventionsComeBeforeOptionsAndData() {
    List<SpecDifference> found =
        between(
            SPEC.replace("\"steps\": 5", "\"steps\": 6")
                .replace("\"reward\"", "\"loss\"")
                .replace("\"gamma\": 1.0", "\"gamma\": 0.9")
                .replace("p.jsonl", "q.jsonl")
                .replace("[1]", "[2]"));
    assertEquals(
        List.of(Kind.CONVENTION, Kind.CONVENTION, Kind.OPTION, Kind.DATA, Kind.SEED),
        found.stream().map(SpecDifference::kind).toList());
    assertEquals("methods[name=ppo-1].options.placement", found.get(0).path());
    assertEquals(
        List.of("reward", "loss"),
        found.get(0).values().stream().map(SpecDifference::text).toList());
  }

  @Test
  void oneMoreMethodIsOneDifference() {
    List<SpecDifference> found =
        between(
            SPEC.replace(
                "[{\"id\": \"sft\"",
                "[{\"id\": \"dpo\", \"options\": {\"beta\": 1}}, {\"id\": \"sft\""));
    assertEquals(1, found.size());
    assertEquals("methods[id=dpo].id", found.get(0).path());
    assertEquals(Kind.PART, found.get(0).kind());
  }

  /** Which options are conventions is what the run told, and no guess from their values. */
  @Test
  void aTextIsNoConventionByItself() {
    String spec = SPEC.replace("\"steps\": 5", "\"steps\": 5, \"template\": \"%s\"");
    List<SpecDifference> found =
        SpecDifference.between(
            List.of(json(spec.formatted("a")), json(spec.formatted("b"))), List.of());
    assertEquals(List.of(Kind.OPTION), found.stream().map(SpecDifference::kind).toList());
  }
}
