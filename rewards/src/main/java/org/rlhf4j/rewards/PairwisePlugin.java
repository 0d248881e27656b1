package org.rlhf4j.rewards;

import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * {@code pairwise}: a reward model learned from preferences, with a scalar head on the trunk of the
 * starting policy, read at the last token of an answer and trained by {@link BradleyTerryLoss}.
 *
 * <p>Unless {@code shift} is false, scores are shifted to mean 0 on answers of the reference
 * policy, after InstructGPT (arXiv:2203.02155, section 3.5), which normalises on demonstrations
 * instead; the loss does not determine that shift. Preferences and answers are encoded by the
 * starting policy, which must therefore stay open as long as the reward is in use.
 *
 * <p>The defaults are AlpacaFarm's (arXiv:2305.14387) but for the learning rate: 1e-5 suits small
 * models better than its 3e-6 for 7 billion parameters.
 */
@Source(
    value =
        "Ouyang et al. 2022, \"Training language models to follow instructions with human"
            + " feedback\", arXiv:2203.02155, equation 1",
    differs =
        "scores are normalised on answers of the reference policy, not on demonstrations; each pair"
            + " weighs the same")
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387",
    differs =
        "learning rate 1e-5 and not 3e-6, for models much smaller than 7 billion parameters;"
            + " by default answers are read at their end of sequence, which AlpacaFarm's reward"
            + " never sees (endOfSequence omit), and scores are shifted (shift false)")
public final class PairwisePlugin implements RewardModelPlugin<PairwiseOptions> {

  /** For the service loader. */
  public PairwisePlugin() {}

  @Override
  public String id() {
    return "pairwise";
  }

  @Override
  public String summary() {
    return "Bradley-Terry reward model, learned from preferences on the policy's own trunk";
  }

  @Override
  public PairwiseOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-5).with(AdamW.Schedule.COSINE, 0.03);
    return new PairwiseOptions(
        TrainingOptions.of(64, 1, optimizer),
        0.1,
        PairwiseOptions.EndOfSequence.READ,
        true,
        false,
        -1);
  }

  @Override
  public RewardModel create(PairwiseOptions options, PluginContext context) {
    return new PairwiseReward(options);
  }
}
