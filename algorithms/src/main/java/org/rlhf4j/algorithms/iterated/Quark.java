package org.rlhf4j.algorithms.iterated;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.TrainingBatch;

/**
 * Quantised reward conditioning (Lu et al. 2022, arXiv:2205.13636). Round after round the policy
 * answers behind the token of the best quantile; a pool keeps the answers of all rounds and is cut
 * anew into quantiles by their reward; and the policy imitates answers of every quantile behind the
 * token of that quantile, held to where it started. It is then asked behind the token of the best.
 * The first round's answers are those of the start policy without a token. {@link Loss} has the
 * equation, {@link ScoreQuantiles} the cuts. With {@link Options.Imitate#BEST_QUANTILE} there are
 * no tokens: the policy imitates answers of the best quantile alone.
 *
 * <p>Where we differ from the paper's code: a step draws a quantile first and then one of its
 * answers, as the paper's expectation does (there, passes over the shuffled pool); equal rewards
 * share a quantile; and the tokens start at the mean embedding with a small deviation (there, that
 * of the embeddings). AlpacaFarm's Quark imitates the best quantile alone by default, and empties
 * its pool before each round, where ours keeps all rounds.
 */
@Source(
    value =
        "Lu et al. 2022, \"Quark: controllable text generation with reinforced unlearning\","
            + " arXiv:2205.13636",
    differs =
        "a step draws a quantile first and then one of its answers; equal rewards share a quantile;"
            + " KL(pi || reference) as in its code, not as in its equation; it can imitate the best"
            + " quantile alone without tokens, as AlpacaFarm does by default, but from the answers"
            + " of all rounds, where AlpacaFarm keeps only the newest; AlpacaFarm averages over"
            + " padding too, which is lossDenominator limit")
public final class Quark implements OptimizerPlugin<Quark.Options> {

  /**
   * Options of Quark.
   *
   * @param rounds how often answers are drawn, the first time from the start policy
   * @param prompts prompts a round; with more than there are, prompts come again
   * @param answers to each of these prompts
   * @param stepsPerRound gradient steps after each round's answers
   * @param batchSize answers a gradient step
   * @param quantiles into how many the pool is cut by reward
   * @param imitate which quantiles the policy learns from
   * @param klCoefficient weight of the divergence from the reference
   * @param entropyCoefficient weight of the entropy
   * @param lossDenominator what sums over the tokens of a gradient step are divided by
   * @param decoding how answers are drawn
   * @param optimizer gradient rule; learning rates follow their schedule over all steps of all
   *     rounds
   */
  public record Options(
      @Option(value = "how often answers are drawn, first from the start policy", min = 1)
          int rounds,
      @Option(value = "prompts a round; 0 for all once", min = 0) int prompts,
      @Option(value = "answers to each prompt of a round", min = 1) int answers,
      @Option(value = "gradient steps a round", min = 1) int stepsPerRound,
      @Option(value = "answers a gradient step", min = 1) int batchSize,
      @Option(value = "quantiles into which the pool is cut", min = 2, max = 1000) int quantiles,
      @Option(
              convention = true,
              value = "every quantile behind a token of its own, or the best alone without a token")
          Imitate imitate,
      @Option(value = "weight of the KL divergence from the reference, a token", min = 0)
          double klCoefficient,
      @Option(value = "weight of the entropy, a token", min = 0) double entropyCoefficient,
      @Option(convention = true, value = "what sums over the tokens of a step are divided by")
          LossDenominator lossDenominator,
      @Option("how answers are drawn") Decoding decoding,
      @Option("gradient rule and learning rate over all rounds") AdamW optimizer) {

    /** Which answers of the pool the policy learns from. */
    public enum Imitate {
      /** Every quantile behind its token, as the paper does; it is asked behind the best one's. */
      EVERY_QUANTILE,
      /**
       * The best quantile, without tokens, as AlpacaFarm does by default; of all rounds, where it
       * keeps the newest round alone.
       */
      BEST_QUANTILE
    }
  }

  /**
   * The loss of Quark (Lu et al. 2022, "Quark: controllable text generation with reinforced
   * unlearning", arXiv:2205.13636), in nats a token, of answers y to prompts x behind the token r
   * of their quantile:
   *
   * <pre>
   * L = 1 / N  sum_{rows i} sum_{completion tokens t}
   *       - log pi(y_it | x_i, r_i, y_i,&lt;t)
   *       + beta  KL(pi(. | x_i, r_i, y_i,&lt;t) || pi_0(. | x_i, y_i,&lt;t))
   *       - alpha H(pi(. | x_i, r_i, y_i,&lt;t))
   * </pre>
   *
   * with pi_0 the policy before training, which does not see the token, and N the completion tokens
   * of the whole step, or its rows times the limit on new tokens, as AlpacaFarm has it, whose mean
   * runs over padding too ({@code quark_trainer.py}, lines 229 to 236). KL and entropy are those of
   * whole distributions. The paper writes the divergence as KL(pi_0 || pi); its code computes KL(pi
   * || pi_0), as does AlpacaFarm's, and so do we. The entropy term stands in both codes. Without
   * tokens r is empty.
   *
   * @param klCoefficient beta; at 0 the term is not computed
   * @param entropyCoefficient alpha; at 0 the term is not computed
   */
  record Loss(double klCoefficient, double entropyCoefficient) {

    /** The batch, asking for what this loss needs. */
    TrainingBatch ask(TrainingBatch batch, Likelihood reference) {
      TrainingBatch asked = klCoefficient > 0 ? batch.withDivergencesFrom(reference) : batch;
      return entropyCoefficient > 0 ? asked.withEntropies() : asked;
    }

    /**
     * This micro-batch's share of the loss.
     *
     * @param micro with log pi of each completion token, and the divergences and entropies there
     * @param denominator N
     * @return a scalar
     */
    NDArray of(Microbatch micro, double denominator) {
      NDArray perToken = micro.outputs().neg();
      if (klCoefficient > 0) {
        perToken = perToken.add(Scalars.times(micro.divergences(), klCoefficient));
      }
      if (entropyCoefficient > 0) {
        perToken = perToken.sub(Scalars.times(micro.entropies(), entropyCoefficient));
      }
      return Scalars.times(Masked.sum(perToken, micro.mask()), 1 / denominator);
    }
  }

  /**
   * One gradient step of Quark, with what the round's answers were like.
   *
   * @param loss before the step
   * @param likelihoodLoss its first term
   * @param penalty its other terms
   * @param gradNorm before clipping
   * @param learningRate of this step
   * @param scores of the round's answers
   * @param kl of the round's answers
   * @param entropy of the round's answers
   * @param threshold of the best quantile
   * @param round from 1
   * @param episode answers drawn so far, which are the pool
   */
  public record Step(
      @Metric(name = "loss", doc = "loss/lm + loss/penalty, nats a token") double loss,
      @Metric(
              name = "loss/lm",
              doc = "-sum of log pi over the completion tokens of the step / lossDenominator, nats")
          double likelihoodLoss,
      @Metric(
              name = "loss/penalty",
              doc =
                  "sum over these tokens of klCoefficient KL - entropyCoefficient entropy /"
                      + " lossDenominator, nats")
          double penalty,
      @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
          double gradNorm,
      @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
      @Metric(name = "objective/scores", doc = "mean reward of the answers drawn in this round")
          double scores,
      @Metric(
              name = "objective/kl",
              doc = "mean over the round's answers of log pi - log ref of the whole answer, nats")
          double kl,
      @Metric(
              name = "objective/entropy",
              doc = "mean over the round's answers of -log pi of the whole answer, nats")
          double entropy,
      @Metric(name = "pool/threshold", doc = "lowest reward in the best quantile of the pool")
          double threshold,
      @Metric(name = "round", doc = "number of the round, from 1") int round,
      @Metric(name = "episode", doc = "answers drawn so far: the size of the pool") long episode)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "round %d, scores %.3f, loss %.4f", round, scores, loss);
    }
  }

  /** For the service loader. */
  public Quark() {}

  @Override
  public String id() {
    return "quark";
  }

  @Override
  public String summary() {
    return "imitates its own answers behind reward-quantile tokens and is asked with the best, or"
        + " the best quantile alone";
  }

  @Override
  public Options defaults() {
    // Five quantiles and both coefficients are those of the paper's code.
    AdamW optimizer = AdamW.withLearningRate(1e-5).with(AdamW.Schedule.LINEAR, 0);
    return new Options(
        8,
        0,
        1,
        64,
        32,
        5,
        Options.Imitate.EVERY_QUANTILE,
        0.05,
        0.06,
        LossDenominator.TOKENS,
        new Decoding(),
        optimizer);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    if (options.decoding().temperature() == 0) {
      throw new UserException(
          "quark needs answers that differ: decoding.temperature must be above 0, got 0 (greedy)");
    }
    return new QuarkTraining(options);
  }
}
