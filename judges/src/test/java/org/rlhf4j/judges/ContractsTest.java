package org.rlhf4j.judges;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
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

/** Every judge that needs no language model and no people keeps the contract. */
@ParameterizedClass(name = "{0}")
@MethodSource("parts")
final class ContractsTest implements JudgeContract, PluginContract<Judge> {

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
                    new AnnotatorOptions(soft, "bob", 2, 0, 0, -0.2)))));
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
    return new TestContext().folder(folder);
  }

  @Override
  public boolean isSymmetric() {
    return part.options() instanceof RewardJudgeOptions
        || part.options() instanceof BothOrdersOptions;
  }
}
