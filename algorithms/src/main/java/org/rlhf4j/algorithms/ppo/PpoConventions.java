package org.rlhf4j.algorithms.ppo;

import org.rlhf4j.api.math.KlEstimator;

/**
 * What implementations of PPO for language models silently disagree on, as named choices. {@link
 * PpoPreset} holds the choices of others; {@link PpoOverrides} changes single ones in a spec.
 *
 * @param klPlacement where the penalty on the divergence from the reference stands
 * @param klEstimator how the divergence is estimated from a token, lr = log pi - log ref
 * @param klCoefficient weight of the penalty, in units of the score a nat; the first one with
 *     {@code ADAPTIVE}
 * @param klControl whether that weight stays, or follows a target; see {@link KlController}
 * @param klTarget the divergence an answer that {@code ADAPTIVE} aims at, in nats
 * @param klHorizon answers over which {@code ADAPTIVE} changes the weight by up to a fifth
 * @param terminalIndex which step of an episode carries the score
 * @param missingEos what happens to the score of an answer that did not end by itself
 * @param missingEosValue the score with {@code REPLACE}, the penalty with {@code SUBTRACT}
 * @param gamma discount a token
 * @param lambda weight of later errors in the advantage
 * @param whitenRewards of the per-token rewards, penalty included
 * @param whitenAdvantages of the advantages, after the returns were taken
 * @param variance with which both are whitened
 * @param padding whether the places behind the end of an answer count in whitening, returns and the
 *     value loss
 * @param clipRatio probability ratios are clipped to 1 -+ this
 * @param clipValue values are clipped to the old ones -+ this
 * @param valueCoefficient weight of the value loss
 * @param ptxCoefficient weight of the demonstrations' loss in the policy's; 0 for none
 * @param lossDenominator what sums over the tokens of a mini-batch are divided by
 * @param temperatureInLogProbs whether log-probabilities are those at the sampling temperature;
 *     otherwise at temperature 1
 * @param valueStart what the value model starts from
 * @param valueHead whether it keeps the scalar head of that, or begins with one of zeros
 * @param epochs passes over each rollout batch
 * @param minibatches gradient steps a pass
 */
public record PpoConventions(
    KlPlacement klPlacement,
    KlEstimator klEstimator,
    double klCoefficient,
    KlControl klControl,
    double klTarget,
    int klHorizon,
    TerminalIndex terminalIndex,
    MissingEos missingEos,
    double missingEosValue,
    double gamma,
    double lambda,
    Whitening whitenRewards,
    Whitening whitenAdvantages,
    Whitening.Variance variance,
    Padding padding,
    double clipRatio,
    double clipValue,
    double valueCoefficient,
    double ptxCoefficient,
    LossDenominator lossDenominator,
    boolean temperatureInLogProbs,
    ValueStart valueStart,
    ValueHead valueHead,
    int epochs,
    int minibatches) {

  /** Where the penalty on the divergence from the reference stands. */
  public enum KlPlacement {
    /** Taken off the reward of each token, so that advantages include it. */
    REWARD,
    /** Added to the policy's loss, so that it is differentiated. */
    LOSS
  }

  /** What becomes of the weight of the penalty. */
  public enum KlControl {
    /** It stays. */
    FIXED,
    /** It grows while the policy is further from the reference than a target, and else shrinks. */
    ADAPTIVE
  }

  /** Which step of an episode carries the score. */
  public enum TerminalIndex {
    /** That of the last response token, end-of-sequence included. */
    LAST_TOKEN,
    /**
     * A step of its own after the end-of-sequence token, whose value is learned too; for an answer
     * that filled the limit or was cut off, its last token.
     */
    AFTER_LAST_TOKEN
  }

  /** What happens to the score of an answer that did not end by itself. */
  public enum MissingEos {
    /** Nothing. */
    KEEP,
    /** It becomes a fixed number. */
    REPLACE,
    /** A fixed number is taken off. */
    SUBTRACT
  }

  /** What sums over the tokens of a mini-batch are divided by. */
  public enum LossDenominator {
    /** Its real tokens: a token weighs more where answers are short. */
    TOKENS,
    /** Its rows times the limit on new tokens: a token weighs the same everywhere. */
    LIMIT
  }

  /** What the value model starts from. */
  public enum ValueStart {
    /**
     * The reward model's network with its head, so that values begin on the scale of the scores;
     * the policy where the reward has no network.
     */
    REWARD,
    /** The policy's network with a new head. */
    POLICY
  }

  /** Whether the value model keeps the scalar head that it starts from. */
  public enum ValueHead {
    /** It does: values begin on the scale of the scores, or at random where the head is new. */
    KEEP,
    /** Its weights become 0, and so do all values before the first gradient step. */
    ZERO
  }

  /** What the places from the end of an answer to the limit on new tokens are. */
  public enum Padding {
    /** Nothing: they enter no number. */
    IGNORED,
    /**
     * Steps without a reward of their own, as in AlpacaFarm: whitening sees their zeros and makes
     * numbers of them, which the returns of all tokens before them add up, and the value model
     * learns there too. They are read as repetitions of the last token, because a row has no token
     * that the others do not see.
     */
    COUNTED
  }

  /**
   * What the KL penalty takes off the reward of a token.
   *
   * @param coefficient its weight at present
   */
  double penalty(double logRatio, double coefficient) {
    return switch (klPlacement) {
      case REWARD -> coefficient * klEstimator.of(logRatio);
      case LOSS -> 0;
    };
  }

  /** The score of an answer, given its reward and whether it ended by itself. */
  double score(double reward, boolean ended) {
    if (ended) {
      return reward;
    }
    return switch (missingEos) {
      case KEEP -> reward;
      case REPLACE -> missingEosValue;
      case SUBTRACT -> reward - missingEosValue;
    };
  }
}
