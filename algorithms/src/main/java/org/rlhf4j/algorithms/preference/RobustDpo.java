package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.pairs.PairLoss;
import org.rlhf4j.api.pairs.PairTraining;
import org.rlhf4j.api.pairs.Pairs;
import org.rlhf4j.api.pairs.Pairs.Scale;
import org.rlhf4j.api.pairs.Pairs.Sides;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/** Robust DPO: direct preference optimisation that undoes a known share of flipped labels. */
@Source(
    "Ray Chowdhury, Kini and Natarajan 2024, \"Provably robust DPO: aligning language models with"
        + " noisy feedback\", arXiv:2403.00409, section 3")
public final class RobustDpo implements OptimizerPlugin<RobustDpo.Options> {

  /**
   * Options of robust DPO.
   *
   * @param training how it passes over the pairs; an example is a pair
   * @param beta strength of the tie to the reference; a reward of 1 is worth 1 / beta nats
   * @param flip known probability that a label is the wrong one, in [0, 0.49]
   */
  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
      @Option(value = "probability that a label is the wrong one", min = 0, max = 0.49)
          double flip) {}

  /**
   * The loss, in nats per pair, for labels of which a known share is flipped at random:
   *
   * <pre>
   * m = beta (h(y_w) - h(y_l))                       as in {@link Dpo.Loss}
   * L = 1 / P  sum_pairs (-(1 - eps) log sigmoid(m) + eps log sigmoid(-m)) / (1 - 2 eps)
   * </pre>
   *
   * with P the pairs of the whole step. Its mean over flips of probability eps is the DPO loss of
   * the true labels. (Conservative DPO adds the second term instead of subtracting it, and is
   * biased.) The price is variance and the lack of a lower bound: a pair that is only seen with one
   * label pays ever more as m grows, at the rate eps / (1 - 2 eps).
   *
   * @param beta strength of the tie to the reference
   * @param eps the option {@code flip}
   */
  record Loss(double beta, double eps) implements PairLoss {

    @Override
    public NDArray of(Pairs pairs) {
      Sides h = pairs.logRatios(Scale.SUM);
      NDArray m = Scalars.times(h.difference(), beta);
      NDArray asLabelled = LogSigmoid.of(m).neg();
      NDArray flipped = LogSigmoid.of(m.neg()).neg();
      return pairs.mean(
          Scalars.times(asLabelled, (1 - eps) / (1 - 2 * eps))
              .sub(Scalars.times(flipped, eps / (1 - 2 * eps))));
    }
  }

  /** For the service loader. */
  public RobustDpo() {}

  @Override
  public String id() {
    return "robust-dpo";
  }

  @Override
  public String summary() {
    return "dpo that undoes a known share of flipped labels, without bias";
  }

  @Override
  public Options defaults() {
    return new Options(PairTraining.defaults(1e-6), 0.1, 0.1);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    double beta = options.beta();
    return PairTraining.withReference(
        id(),
        options.training(),
        new Loss(beta, options.flip()),
        report -> report.step(Scale.SUM, row -> beta * report.logRatio(row)));
  }
}
