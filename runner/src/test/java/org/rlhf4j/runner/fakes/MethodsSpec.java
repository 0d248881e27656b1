package org.rlhf4j.runner.fakes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;

/**
 * A run of every real method that trains, with real rewards, judges and evaluators, on a policy
 * during whose work one may die. A new training method belongs into the spec here.
 */
public final class MethodsSpec {
  /** A table, which learns in no time. */
  public static final String TABULAR = "{\"id\": \"tabular\"}";

  /** The transformer that is really there, as small as it can be. */
  public static final String TRANSFORMER =
      """
      {"id": "transformer", "options": {
        "vocabulary": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
        "sizes": {"hidden": 8, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 16, "context": 16}}}
      """;

  /** The same with adapters beside weights that do not change. */
  public static final String ADAPTED =
      TRANSFORMER.replace("\"sizes\"", "\"adapter\": {\"rank\": 2, \"alpha\": 4}, \"sizes\"");

  /** Methods that teach the embedding of a new token, which an adapter leaves as it is. */
  private static final Set<String> WITH_CONTROL_TOKENS =
      Set.of("control-token", "binary-reward-conditioning", "quark");

  private static final String SPEC =
      """
      {"name": "methods", "seed": 5,
       "policy": {"id": "mortal", "options": {"policy": POLICY}},
       "data": {"demonstrations": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
                "prompts": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
                "evaluation": {"id": "jsonl", "options": {"path": "rows.jsonl"}}},
       "feedback": {"judge": {"id": "both-orders", "options": {"judge":
                      {"id": "cached", "options": {"judge": {"id": "many-as"}}}}},
                    "pairsPerPrompt": 3,
                    "decoding": {"maxNewTokens": 4}},
       "reward": {"id": "pairwise", "options": {"training": {"batchSize": 4}}},
       "methods": [
         {"id": "sft", "options": {"training": {"batchSize": 2, "epochs": 2}}},
         {"id": "control-token", "options": {"training": {"batchSize": 8}}},
         {"id": "dpo", "options": {"training": {"batchSize": 3}}},
         {"id": "ppo", "options": {"steps": 4, "rollouts": 8, "decoding": {"maxNewTokens": 4}}},
         OTHERS
         {"id": "best-of-n", "options": {"n": 3}}],
       "decoding": {"maxNewTokens": 4},
       "watch": {"points": 3, "prompts": 5, "gold": {"id": "count"}},
       "evaluate": [{"id": "share"}, {"id": "mean-reward"}, {"id": "kl"}, {"id": "length"},
                    {"id": "over-optimisation", "options": {"gold": {"id": "count"}, "samples": 4,
                      "n": [2, 4], "maxNewTokens": 4, "resamples": 100}}],
       "checkpoints": {"everySeconds": 0}}
      """;

  /** Two steps each of everything else that trains. */
  private static String others() {
    String decoding = "\"decoding\": {\"maxNewTokens\": 4}";
    List<String> nodes = new ArrayList<>();
    for (String id :
        List.of(
            "binary-feedme",
            "binary-reward-conditioning",
            "robust-dpo",
            "hinge",
            "ipo",
            "ipo-mean",
            "kto",
            "orpo",
            "simpo")) {
      nodes.add(node(id, "\"training\": {\"batchSize\": 4, \"maxSteps\": 2}"));
    }
    nodes.add(
        node("online-dpo", "\"steps\": 2, \"pairs\": 3, \"feedback\": \"reward\", " + decoding));
    nodes.add(
        node(
            "online-dpo",
            "\"steps\": 3, \"pairs\": 3, \"feedback\": \"judge\", " + decoding,
            ", \"name\": \"judged\""));
    nodes.add(
        node(
            "reinforce",
            "\"steps\": 3, \"rollouts\": 4, " + decoding,
            ", \"reward\": {\"id\": \"running-normalised\", \"options\": {\"reward\": {\"id\":"
                + " \"count\"}, \"smallestDeviation\": 0.1}}"));
    for (String id : List.of("rloo", "grpo", "trpo")) {
      nodes.add(node(id, "\"steps\": 2, \"prompts\": 2, \"answers\": 2, " + decoding));
    }
    nodes.add(
        node(
            "expert-iteration",
            "\"rounds\": 2, \"n\": 2, \"prompts\": 4, \"training\": {\"batchSize\": 2}, "
                + decoding));
    nodes.add(node("quark", "\"rounds\": 2, \"stepsPerRound\": 2, \"batchSize\": 4, " + decoding));
    return String.join(",\n", nodes) + ",";
  }

  private static String node(String id, String options) {
    return node(id, options, "");
  }

  private static String node(String id, String options, String more) {
    return quoted(id) + more + ", \"options\": {" + options + "}}";
  }

  private MethodsSpec() {}

  /** The spec for a policy. */
  public static String of(String policy) {
    String spec = SPEC.replace("POLICY", policy).replace("OTHERS", others());
    return policy.equals(ADAPTED)
        ? spec.lines()
            .filter(line -> WITH_CONTROL_TOKENS.stream().noneMatch(id -> line.contains(quoted(id))))
            .collect(Collectors.joining("\n"))
        : spec;
  }

  private static String quoted(String id) {
    return "{\"id\": \"" + id + "\"";
  }

  /** The data that the spec reads: {@code rows.jsonl}. */
  public static String rows() {
    StringBuilder rows = new StringBuilder();
    for (String prompt : List.of("a", "b", "c", "a b", "b c", "c a")) {
      rows.append("{\"prompt\": \"" + prompt + "\", \"completion\": \"b a\"}\n");
    }
    return rows.toString();
  }

  /** The fakes, but for what the real modules have. */
  public static Catalog catalog() {
    Catalog real = Catalog.load(List.of());
    List<Plugin<?, ?>> plugins = new ArrayList<>();
    for (Class<? extends Plugin<?, ?>> kind : Catalog.KINDS.keySet()) {
      plugins.addAll(real.all(kind));
    }
    Set<String> ids = plugins.stream().map(Plugin::id).collect(Collectors.toSet());
    Fakes.plugins().stream().filter(p -> !ids.contains(p.id())).forEach(plugins::add);
    return Catalog.of(plugins);
  }
}
