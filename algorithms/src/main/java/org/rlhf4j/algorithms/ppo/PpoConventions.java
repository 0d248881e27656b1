package org.rlhf4j.algorithms.ppo;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.ScalarModel;

/**
 * What implementations of PPO for language models silently disagree on, as named choices. {@link
 * PpoPreset} holds the choices of others, and a spec changes single ones.
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
    @Option(
            convention = true,
            value = "where the penalty on the divergence from the reference stands")
        KlPlacement klPlacement,
    @Option(convention = true, value = "how the divergence is estimated from a token")
        KlEstimator klEstimator,
    @Option(convention = true, value = "weight of the penalty", min = 0) double klCoefficient,
    @Option(convention = true, value = "whether that weight stays or follows a target")
        KlControl klControl,
    @Option(
            convention = true,
            value = "divergence an answer that ADAPTIVE aims at, in nats",
            min = 1e-9)
        double klTarget,
    @Option(
            convention = true,
            value = "answers over which ADAPTIVE changes the weight by up to a fifth",
            min = 1)
        int klHorizon,
    @Option(convention = true, value = "which step of an episode carries the score")
        TerminalIndex terminalIndex,
    @Option(
            convention = true,
            value = "what happens to the score of an answer that did not end by itself")
        MissingEos missingEos,
    @Option(
            convention = true,
            value = "the score (REPLACE) or the penalty (SUBTRACT) without end-of-sequence")
        double missingEosValue,
    @Option(convention = true, value = "discount a token", min = 0, max = 1) double gamma,
    @Option(convention = true, value = "weight of later errors in the advantage", min = 0, max = 1)
        double lambda,
    @Option(convention = true, value = "whitening of the per-token rewards")
        Whitening whitenRewards,
    @Option(convention = true, value = "whitening of the advantages") Whitening whitenAdvantages,
    @Option(convention = true, value = "variance with which both are whitened")
        Whitening.Variance variance,
    @Option(
            convention = true,
            value = "whether places behind the end of an answer count in whitening and returns")
        Padding padding,
    @Option(convention = true, value = "probability ratios are clipped to 1 -+ this", min = 1e-9)
        double clipRatio,
    @Option(convention = true, value = "values are clipped to the old ones -+ this", min = 1e-9)
        double clipValue,
    @Option(convention = true, value = "weight of the value loss", min = 1e-9)
        double valueCoefficient,
    @Option(
            convention = true,
            value = "weight of the demonstrations' loss in the policy's; 0 for none",
            min = 0)
        double ptxCoefficient,
    @Option(convention = true, value = "what sums over the tokens of a mini-batch are divided by")
        LossDenominator lossDenominator,
    @Option(
            convention = true,
            value = "whether log-probabilities are those at the sampling temperature")
        boolean temperatureInLogProbs,
    @Option(convention = true, value = "what the value model starts from") ValueStart valueStart,
    @Option(
            convention = true,
            value = "whether the value model keeps its scalar head or begins with one of zeros")
        ValueHead valueHead,
    @Option(convention = true, value = "passes over each rollout batch", min = 1) int epochs,
    @Option(convention = true, value = "gradient steps a pass", min = 1) int minibatches) {

  private static final int LINE = 90; // letters

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

  /** The value model as a training begins; the caller owns it. */
  ScalarModel newValueModel(OptimizationTask task) {
    ScalarModel model = startOfValueModel(task);
    if (valueHead == ValueHead.KEEP) {
      return model;
    }
    try (model) {
      return model.copyWithZeroHead();
    }
  }

  private ScalarModel startOfValueModel(OptimizationTask task) {
    Optional<ScalarModel> ofReward =
        valueStart == ValueStart.REWARD
            ? NeuralRewardModel.copyNetwork(task.requireReward())
            : Optional.empty();
    if (ofReward.isEmpty() && valueStart == ValueStart.REWARD) {
      task.log().note("the reward has no network, so the value model starts from the policy");
    }
    return ofReward.orElseGet(() -> task.start().newScalarModel(task.random().child("value-head")));
  }

  /**
   * What is changed here and has no effect, one sentence each, with what would give it one.
   *
   * @param preset where the others come from
   */
  List<String> withoutEffect(PpoConventions preset) {
    List<String> sentences = new ArrayList<>();
    if (klControl == KlControl.FIXED) {
      String why = "with conventions.klControl FIXED; set that to ADAPTIVE";
      say(sentences, "klTarget", klTarget, preset.klTarget, why);
      say(sentences, "klHorizon", klHorizon, preset.klHorizon, why);
    }
    if (missingEos == MissingEos.KEEP) {
      String why = "with conventions.missingEos KEEP; set that to REPLACE or SUBTRACT";
      say(sentences, "missingEosValue", missingEosValue, preset.missingEosValue, why);
    }
    return sentences;
  }

  private static void say(
      List<String> sentences, String name, Number value, Number usual, String why) {
    if (!value.equals(usual)) {
      sentences.add(
          "conventions." + name + " " + value + " has no effect " + why + " or leave it out");
    }
  }

  /** All of them for the log: in the spelling of specs, a few on each line. */
  List<String> inWords() {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (RecordComponent component : PpoConventions.class.getRecordComponents()) {
      String choice = component.getName() + " " + spelled(value(component));
      if (!line.isEmpty() && line.length() + 2 + choice.length() > LINE) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : ", ").append(choice);
    }
    lines.add(line.toString());
    return lines;
  }

  private Object value(RecordComponent component) {
    try {
      return component.getAccessor().invoke(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String spelled(Object value) {
    return value instanceof Enum<?> choice
        ? choice.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }
}
