package com.example.chipo;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.pairs.PairLoss;
import org.rlhf4j.api.pairs.PairTraining;
import org.rlhf4j.api.pairs.Pairs;
import org.rlhf4j.api.pairs.Pairs.Scale;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Chi-squared preference optimisation: DPO with one more term in the link between reward and
 * policy. Finds its way into specs by the service loader: see module-info.
 */
// region plugin
@Source(
    value =
        "Huang et al. 2024, \"Correcting the mythos of KL-regularization: direct alignment without"
            + " overoptimization via chi-squared preference optimization\", arXiv:2407.13399,"
            + " algorithm 1",
    differs = "the exponential of a log-ratio above 20 is that of 20")
public final class ChiPo implements OptimizerPlugin<ChiPo.Options> {

  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
      @Option(value = "greatest margin in nats that has a gradient", min = 1e-3) double clip) {}

  @Override
  public String id() {
    return "chi-po";
  }

  @Override
  public String summary() {
    return "DPO that is also tied by the chi-squared divergence, against over-optimisation";
  }

  @Override
  public Options defaults() {
    return new Options(PairTraining.defaults(1e-6), 0.1, 10);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    Loss loss = new Loss(options.beta(), options.clip());
    return PairTraining.withReference(
        id(),
        options.training(),
        loss,
        report -> report.step(Scale.SUM, row -> options.beta() * phi(report.logRatio(row))));
  }

  // endregion

  private static final int LARGEST_LOG_RATIO = 20;

  private static double phi(double h) {
    return Math.exp(Math.min(h, LARGEST_LOG_RATIO)) + h;
  }

  /**
   * The loss, in nats per pair, with w the preferred and l the rejected answer:
   *
   * <pre>
   * h(y)   = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
   * phi(y) = exp(h(y)) + h(y)
   * L      = - 1 / P  sum_pairs log sigmoid(clip(beta (phi(y_w) - phi(y_l)), -c, c))
   * </pre>
   *
   * <p>with P the pairs of the whole step. DPO has phi(y) = h(y). Where pi gives an answer less
   * than ref does, exp(h) is below 1 and the two are alike; where it gives more, phi grows with the
   * ratio itself, and the same reward is reached much nearer to ref. On Bradley-Terry labels of a
   * reward r the optimum is that of E[r] - beta KL(pi || ref) - beta chi2(pi || ref), with chi2
   * half the mean under ref of (pi / ref - 1)^2.
   *
   * <p>We differ in one number: above h = 20 the exponential stays where it is, so that it cannot
   * overflow. A margin there is far beyond any c that has an effect.
   *
   * @param beta strength of the tie to the reference
   * @param c in nats: margins beyond it have no gradient; twice the largest reward in the paper
   */
  // region loss
  record Loss(double beta, double c) implements PairLoss {

    @Override
    public NDArray of(Pairs pairs) {
      Pairs.Sides h = pairs.logRatios(Scale.SUM);
      NDArray m = Scalars.times(phi(h.w()).sub(phi(h.l())), beta);
      return pairs.mean(LogSigmoid.of(m.clip(-c, c)).neg());
    }

    private static NDArray phi(NDArray h) {
      return h.minimum(h.onesLike().mul(LARGEST_LOG_RATIO)).exp().add(h);
    }
  }
  // endregion
}
