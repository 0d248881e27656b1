package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.rlhf4j.api.Option;
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

/** A hinge on the margin of DPO, after SLiC. */
@Source(
    "Liu et al. 2023, \"Statistical rejection sampling improves preference optimization\","
        + " arXiv:2309.06657 (hinge-norm)")
@Source(
    value =
        "Zhao et al. 2023, \"SLiC-HF: sequence likelihood calibration with human feedback\","
            + " arXiv:2305.10425, section 2",
    differs = "with a reference, and without the term that imitates answers of the start")
public final class Hinge implements OptimizerPlugin<Hinge.Options> {

  /**
   * Options of {@code hinge}.
   *
   * @param training how it passes over the pairs; an example is a pair
   * @param beta 1 / beta is the margin in nats beyond which a pair is left alone
   */
  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(
              value = "1 / beta is the margin in nats beyond which a pair is left alone",
              min = 1e-9)
          double beta) {}

  /**
   * The loss, which has no unit:
   *
   * <pre>
   * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
   * L    = 1 / P  sum_pairs max(0, 1 - beta (h(y_w) - h(y_l)))
   * </pre>
   *
   * with P the pairs of the whole step. This is hinge-norm of Liu et al., who write gamma for beta,
   * and {@code loss_type="hinge"} of TRL. It comes from the calibration loss of SLiC-HF, which has
   * no reference, and a term that imitates answers of the start; neither is here. A pair whose
   * margin is 1 / beta nats or more is left alone.
   *
   * @param beta 1 / beta is the wanted margin in nats
   */
  record Loss(double beta) implements PairLoss {

    @Override
    public NDArray of(Pairs pairs) {
      Sides h = pairs.logRatios(Scale.SUM);
      NDArray m = Scalars.times(h.difference(), beta);
      return pairs.mean(Activation.relu(m.neg().add(1)));
    }
  }

  /** For the service loader. */
  public Hinge() {}

  @Override
  public String id() {
    return "hinge";
  }

  @Override
  public String summary() {
    return "a hinge on the margin of dpo, after SLiC: pairs far enough apart are left alone";
  }

  @Override
  public Options defaults() {
    return new Options(PairTraining.defaults(1e-6), 0.1);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    double beta = options.beta();
    return PairTraining.withReference(
        id(),
        options.training(),
        new Loss(beta),
        report -> report.step(Scale.SUM, row -> beta * report.logRatio(row)));
  }
}
