package org.rlhf4j.rewards;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of {@code pairwise}.
 *
 * @param training batches (of pairs), epochs, lengths and learning rate
 * @param heldOut share of the pairs in [0, 0.9] that is not trained on and measures the accuracy; 0
 *     for none
 * @param endOfSequence whether the model reads the end of an answer that has one
 * @param shift whether the mean score of the reference samples is taken off
 * @param scale whether scores are also divided by their standard deviation on the reference samples
 * @param headDeviation standard deviation of the head's first weights; 0 starts every training at
 *     the same point, for comparisons with other programs; below 0 for 1 / (hidden size + 1), the
 *     choice of Stiennon et al. (arXiv:2009.01325)
 */
public record PairwiseOptions(
    @Option("batches of pairs, epochs, lengths, learning rate") TrainingOptions training,
    @Option(value = "share of pairs held out to measure accuracy", min = 0, max = 0.9)
        double heldOut,
    @Option(convention = true, value = "whether the end of an answer is read")
        EndOfSequence endOfSequence,
    @Option(convention = true, value = "take the mean score of the reference samples off")
        boolean shift,
    @Option(
            convention = true,
            value = "also divide scores by their standard deviation on the reference samples")
        boolean scale,
    @Option(
            convention = true,
            value =
                "standard deviation of the head's first weights; below 0 for 1 / (hidden size + 1)")
        double headDeviation) {

  /** Whether the model reads the end of an answer that has one. */
  public enum EndOfSequence {
    /** It does, and is read there: an answer that was cut off looks like what it is. */
    READ,
    /**
     * It reads answers as text without it, in the fit and after, as AlpacaFarm does ({@code
     * data_preprocessor.py}, {@code preprocess_for_reward_modeling}; {@code ppo_trainer.py}, {@code
     * rollout}). Answers that a policy drew are tokenised again.
     */
    OMIT
  }

  /** Checks the range. */
  public PairwiseOptions {
    if (!(heldOut >= 0 && heldOut <= 0.9)) {
      throw new IllegalArgumentException("heldOut must be in [0, 0.9], got " + heldOut);
    }
  }
}
