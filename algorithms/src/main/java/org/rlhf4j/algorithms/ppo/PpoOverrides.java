package org.rlhf4j.algorithms.ppo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.math.KlEstimator;

/**
 * Single conventions that a spec changes; null leaves the preset's. {@link PpoConventions} says
 * what each of them means.
 *
 * @param klPlacement where the penalty on the divergence from the reference stands
 * @param klEstimator how the divergence is estimated from a token
 * @param klCoefficient weight of the penalty
 * @param klControl whether that weight stays or follows a target
 * @param klTarget the divergence an answer that ADAPTIVE aims at, in nats
 * @param klHorizon answers over which ADAPTIVE changes the weight by up to a fifth
 * @param terminalIndex which step of an episode carries the score
 * @param missingEos what happens to the score of an answer that did not end by itself
 * @param missingEosValue the score (REPLACE) or the penalty (SUBTRACT) without end-of-sequence
 * @param gamma discount a token
 * @param lambda weight of later errors in the advantage
 * @param whitenRewards whitening of the per-token rewards
 * @param whitenAdvantages whitening of the advantages
 * @param variance variance with which both are whitened
 * @param padding whether the places behind the end of an answer count
 * @param clipRatio probability ratios are clipped to 1 -+ this
 * @param clipValue values are clipped to the old ones -+ this
 * @param valueCoefficient weight of the value loss
 * @param ptxCoefficient weight of the demonstrations' loss in the policy's
 * @param lossDenominator what sums over the tokens of a mini-batch are divided by
 * @param temperatureInLogProbs whether log-probabilities are those at the sampling temperature
 * @param valueStart what the value model starts from
 * @param valueHead whether the value model keeps its head or begins with one of zeros
 * @param epochs passes over each rollout batch
 * @param minibatches gradient steps a pass
 */
public record PpoOverrides(
    @Option(
            convention = true,
            value = "where the penalty on the divergence from the reference stands")
        PpoConventions.@Nullable KlPlacement klPlacement,
    @Option(convention = true, value = "how the divergence is estimated from a token")
        @Nullable KlEstimator klEstimator,
    @Option(convention = true, value = "weight of the penalty", min = 0)
        @Nullable Double klCoefficient,
    @Option(convention = true, value = "whether that weight stays or follows a target")
        PpoConventions.@Nullable KlControl klControl,
    @Option(
            convention = true,
            value = "divergence an answer that ADAPTIVE aims at, in nats",
            min = 1e-9)
        @Nullable Double klTarget,
    @Option(
            convention = true,
            value = "answers over which ADAPTIVE changes the weight by up to a fifth",
            min = 1)
        @Nullable Integer klHorizon,
    @Option(convention = true, value = "which step of an episode carries the score")
        PpoConventions.@Nullable TerminalIndex terminalIndex,
    @Option(
            convention = true,
            value = "what happens to the score of an answer that did not end by itself")
        PpoConventions.@Nullable MissingEos missingEos,
    @Option(
            convention = true,
            value = "the score (REPLACE) or the penalty (SUBTRACT) without end-of-sequence")
        @Nullable Double missingEosValue,
    @Option(convention = true, value = "discount a token", min = 0, max = 1) @Nullable Double gamma,
    @Option(convention = true, value = "weight of later errors in the advantage", min = 0, max = 1)
        @Nullable Double lambda,
    @Option(convention = true, value = "whitening of the per-token rewards")
        @Nullable Whitening whitenRewards,
    @Option(convention = true, value = "whitening of the advantages")
        @Nullable Whitening whitenAdvantages,
    @Option(convention = true, value = "variance with which both are whitened")
        Whitening.@Nullable Variance variance,
    @Option(
            convention = true,
            value = "whether places behind the end of an answer count in whitening and returns")
        PpoConventions.@Nullable Padding padding,
    @Option(convention = true, value = "probability ratios are clipped to 1 -+ this", min = 1e-9)
        @Nullable Double clipRatio,
    @Option(convention = true, value = "values are clipped to the old ones -+ this", min = 1e-9)
        @Nullable Double clipValue,
    @Option(convention = true, value = "weight of the value loss", min = 1e-9)
        @Nullable Double valueCoefficient,
    @Option(
            convention = true,
            value = "weight of the demonstrations' loss in the policy's; 0 for none",
            min = 0)
        @Nullable Double ptxCoefficient,
    @Option(convention = true, value = "what sums over the tokens of a mini-batch are divided by")
        PpoConventions.@Nullable LossDenominator lossDenominator,
    @Option(
            convention = true,
            value = "whether log-probabilities are those at the sampling temperature")
        @Nullable Boolean temperatureInLogProbs,
    @Option(convention = true, value = "what the value model starts from")
        PpoConventions.@Nullable ValueStart valueStart,
    @Option(
            convention = true,
            value = "whether the value model keeps its scalar head or begins with one of zeros")
        PpoConventions.@Nullable ValueHead valueHead,
    @Option(convention = true, value = "passes over each rollout batch", min = 1)
        @Nullable Integer epochs,
    @Option(convention = true, value = "gradient steps a pass", min = 1)
        @Nullable Integer minibatches) {

  /** Changes nothing. */
  public static PpoOverrides none() {
    return new PpoOverrides(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null, null, null, null, null);
  }

  /** These conventions with the changes. */
  PpoConventions over(PpoConventions base) {
    return new PpoConventions(
        or(klPlacement, base.klPlacement()),
        or(klEstimator, base.klEstimator()),
        or(klCoefficient, base.klCoefficient()),
        or(klControl, base.klControl()),
        or(klTarget, base.klTarget()),
        or(klHorizon, base.klHorizon()),
        or(terminalIndex, base.terminalIndex()),
        or(missingEos, base.missingEos()),
        or(missingEosValue, base.missingEosValue()),
        or(gamma, base.gamma()),
        or(lambda, base.lambda()),
        or(whitenRewards, base.whitenRewards()),
        or(whitenAdvantages, base.whitenAdvantages()),
        or(variance, base.variance()),
        or(padding, base.padding()),
        or(clipRatio, base.clipRatio()),
        or(clipValue, base.clipValue()),
        or(valueCoefficient, base.valueCoefficient()),
        or(ptxCoefficient, base.ptxCoefficient()),
        or(lossDenominator, base.lossDenominator()),
        or(temperatureInLogProbs, base.temperatureInLogProbs()),
        or(valueStart, base.valueStart()),
        or(valueHead, base.valueHead()),
        or(epochs, base.epochs()),
        or(minibatches, base.minibatches()));
  }

  /**
   * What is set here and changes nothing, one sentence each, with what would give it an effect.
   *
   * @param effective these conventions over a preset
   */
  List<String> withoutEffect(PpoConventions effective) {
    List<String> sentences = new ArrayList<>();
    if (effective.klControl() == PpoConventions.KlControl.FIXED) {
      String why = "with conventions.klControl FIXED; set that to ADAPTIVE";
      say(sentences, "klTarget", klTarget, why);
      say(sentences, "klHorizon", klHorizon, why);
    }
    if (effective.missingEos() == PpoConventions.MissingEos.KEEP) {
      String why = "with conventions.missingEos KEEP; set that to REPLACE or SUBTRACT";
      say(sentences, "missingEosValue", missingEosValue, why);
    }
    return sentences;
  }

  private static void say(List<String> sentences, String name, @Nullable Object value, String why) {
    if (value != null) {
      sentences.add(
          "conventions." + name + " " + value + " has no effect " + why + " or leave it out");
    }
  }

  private static <T> T or(@Nullable T change, T base) {
    return change == null ? base : change;
  }
}
