package org.rlhf4j.rewards.combined;

import java.util.List;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code running-normalised}: another reward r as (r - mean) / sd, where mean and standard
 * deviation (over n - 1) are those of all scores seen so far, the call's own included. They are
 * computed with Welford's method ("Note on a method for calculating corrected sums of squares and
 * products", Technometrics 4, 1962). TRL's former PPO trainer did so with {@code use_score_scaling}
 * and {@code use_score_norm}, but for a small number added to the deviation.
 *
 * <p>This is the one reward whose score does not depend on its response alone but on what was
 * scored before and in the same call. Its evaluation of finished policies moves with it too, unless
 * {@code freezeAfter} has come: measure with the reward that it wraps.
 *
 * <p>Scores that do not differ, or a single one, have no deviation. They are refused: unnormalised
 * scores in the place of normalised ones would go unnoticed. {@code smallestDeviation} above 0
 * divides by that instead, for rules that score 0 for a long time.
 *
 * <p>The statistics are state and are saved with a run. A reward that must be fitted is fitted as
 * it would be alone; its network is its own.
 */
@Source(
    "Welford 1962, \"Note on a method for calculating corrected sums of squares and products\","
        + " Technometrics 4")
@Source(
    value = "TRL's former PPOTrainer with use_score_scaling and use_score_norm",
    differs = "nothing is added to the deviation; scores that do not differ are refused")
public final class RunningNormalisedPlugin implements RewardModelPlugin<RunningNormalisedOptions> {

  /** For the service loader. */
  public RunningNormalisedPlugin() {}

  @Override
  public String id() {
    return "running-normalised";
  }

  @Override
  public String summary() {
    return "another reward, normalised by mean and deviation of all its scores so far";
  }

  @Override
  public RunningNormalisedOptions defaults() {
    return new RunningNormalisedOptions(null, true, 0, 0);
  }

  @Override
  public RewardModel create(RunningNormalisedOptions options, PluginContext context) {
    RunningNormalisation normalisation = new RunningNormalisation(options);
    return Members.create(List.of(Members.required(id(), options.reward())), context)
        .combined(normalisation, normalisation);
  }
}
