package org.rlhf4j.judges;

import org.rlhf4j.api.Judge;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code reward-judge}: prefers the answer that a reward scores higher.
 *
 * <p>With scale 0 the preference is 1, 0, or 1/2 for equal scores. With a scale above 0 it is
 * sigmoid((first - second) / scale), the Bradley-Terry model's probability. The order of
 * presentation does not matter.
 */
@Source(
    value = "Bradley and Terry 1952, \"Rank analysis of incomplete block designs\", Biometrika 39",
    differs = "with scale 0, the default, decisions are hard")
public final class RewardJudgePlugin implements JudgePlugin<RewardJudgeOptions> {

  /** For the service loader. */
  public RewardJudgePlugin() {}

  @Override
  public String id() {
    return "reward-judge";
  }

  @Override
  public String summary() {
    return "prefers the answer that a reward scores higher";
  }

  @Override
  public RewardJudgeOptions defaults() {
    return new RewardJudgeOptions(null, 0);
  }

  @Override
  public Judge create(RewardJudgeOptions options, PluginContext context) {
    return new RewardJudge(JudgingReward.create(id(), options.reward(), context), options.scale());
  }
}
