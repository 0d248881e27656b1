package org.rlhf4j.rewards.combined;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.rewards.LengthUnit;

/**
 * {@code length-penalised}: another reward, less penalty * max(0, length - free). The linear
 * penalty is the simplest cure for rewards that grow with length (Singhal et al., "A long way to
 * go: investigating length correlations in RLHF", arXiv:2310.03716, compare it with others).
 *
 * <p>A reward that must be fitted is fitted as it would be alone; its network is its own.
 */
@Source(
    value =
        "Singhal et al. 2023, \"A long way to go: investigating length correlations in RLHF\","
            + " arXiv:2310.03716",
    differs = "a linear penalty, the simplest of what they compare")
public final class LengthPenalisedPlugin implements RewardModelPlugin<LengthPenalisedOptions> {

  /** For the service loader. */
  public LengthPenalisedPlugin() {}

  @Override
  public String id() {
    return "length-penalised";
  }

  @Override
  public String summary() {
    return "another reward, less a penalty for each character or word of an answer";
  }

  @Override
  public LengthPenalisedOptions defaults() {
    return new LengthPenalisedOptions(null, 0.01, LengthUnit.WORDS, 0);
  }

  @Override
  public RewardModel create(LengthPenalisedOptions options, PluginContext context) {
    return Members.create(List.of(Members.required(id(), options.reward())), context)
        .combined(
            (responses, scores) -> {
              double[] penalised = scores[0].clone();
              Arrays.setAll(
                  penalised,
                  i -> scores[0][i] - penalty(options, responses.get(i).answer().text()));
              return penalised;
            });
  }

  private static double penalty(LengthPenalisedOptions options, String text) {
    return options.penalty() * Math.max(0, options.unit().of(text) - options.free());
  }
}
