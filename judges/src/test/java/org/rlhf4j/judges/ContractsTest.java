package org.rlhf4j.judges;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.human.HumanJudgeOptions;
import org.rlhf4j.judges.human.HumanJudgePlugin;
import org.rlhf4j.judges.lm.LmJudgeOptions;
import org.rlhf4j.judges.lm.LmJudgePlugin;
import org.rlhf4j.judges.lm.model.ScriptedPolicy;
import org.rlhf4j.judges.wrapped.BothOrdersOptions;
import org.rlhf4j.judges.wrapped.BothOrdersPlugin;
import org.rlhf4j.judges.wrapped.CachedOptions;
import org.rlhf4j.judges.wrapped.CachedPlugin;
import org.rlhf4j.judges.wrapped.NoisyOptions;
import org.rlhf4j.judges.wrapped.NoisyPlugin;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.TestContext;
import org.rlhf4j.testkit.contract.JudgeContract;
import org.rlhf4j.testkit.contract.PluginContract;

/** Every judge keeps the contract: {@code lm} on a scripted policy, {@code human} on a file. */
@ParameterizedClass(name = "{0}")
@MethodSource("parts")
final class ContractsTest implements JudgeContract, PluginContract<Judge> {

  private static final String LABELS = "labels.jsonl";

  @Parameter private Part<Judge> part;

  @TempDir private Path folder;

  static List<Part<Judge>> parts() {
    Part<RewardModel> reward = TestContext.partOf("oracle", new OracleProblem()::reward);
    Part<Judge> hard = new Part<>(new RewardJudgePlugin(), new RewardJudgeOptions(reward, 0));
    Part<Judge> soft = new Part<>(new RewardJudgePlugin(), new RewardJudgeOptions(reward, 1));
    Part<Judge> noisy = new Part<>(new NoisyPlugin(), new NoisyOptions(soft, 0.25));
    return List.of(
        hard,
        soft,
        noisy,
        new Part<>(
            new BothOrdersPlugin(),
            new BothOrdersOptions(noisy, BothOrdersOptions.Half.COUNTS_ALONE)),
        new Part<>(new CachedPlugin(), new CachedOptions(noisy, "verdicts", 8)),
        new Part<>(new SimulatedAnnotatorsPlugin(), new SimulatedAnnotatorsOptions(reward, 0.25)),
        new Part<>(
            new SimulatedAnnotatorsPlugin(),
            new SimulatedAnnotatorsOptions(
                null,
                0.1,
                List.of(
                    new AnnotatorOptions(hard, "anne", 1, 0.1, 0.2, 0),
                    new AnnotatorOptions(soft, "bob", 2, 0, 0, -0.2)))),
        model("pairwise-v1", 1.0),
        model("letter-v1", 0.0),
        new Part<>(new HumanJudgePlugin(), new HumanJudgeOptions(LABELS, null)));
  }

  /** A language model that answers by the length of the question and the chance of the draw. */
  private static Part<Judge> model(String template, double temperature) {
    ScriptedPolicy policy =
        new ScriptedPolicy(
            (question, u) -> u < 0.3 ? "[[A]]" : u < 0.6 ? "[[B]]" : "I cannot say",
            (question, label) -> -1 - question.length() % 5 - (label.endsWith("A") ? 0.3 : 0),
            100_000);
    return new Part<>(
        new LmJudgePlugin(),
        new LmJudgeOptions(
            null, policy.part(), false, template, List.of(), null, temperature, 100));
  }

  /** Three people on every pair, who do not agree. */
  private List<Map<String, Object>> labels() {
    List<Object> better = List.of(1, 2, "tie", 1, 1);
    List<Map<String, Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = comparisons();
    for (int i = 0; i < 3 * comparisons.size(); i++) {
      Comparison c = comparisons.get(i % comparisons.size());
      rows.add(
          Map.of(
              "use",
              "work",
              "prompt",
              c.prompt().text(),
              "answers",
              List.of(c.first().text(), c.second().text()),
              "label",
              Map.of("better", better.get(i % better.size()))));
    }
    return rows;
  }

  @Override
  public Plugin<Judge, ?> plugin() {
    return part.plugin();
  }

  @Override
  public Part<Judge> part() {
    return part;
  }

  @Override
  public PluginContext context() {
    return new TestContext().folder(folder).rows(LABELS, labels());
  }

  @Override
  public boolean isSymmetric() {
    return part.options() instanceof RewardJudgeOptions
        || part.options() instanceof BothOrdersOptions;
  }
}
