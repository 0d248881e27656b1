package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.Option;
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

/** Identity preference optimisation on whole answers, as in the paper. */
@Source(
    "Azar et al. 2023, \"A general theoretical paradigm to understand learning from human"
        + " preferences\", arXiv:2310.12036, equation 17")
public final class Ipo implements OptimizerPlugin<Ipo.Options> {

  /**
   * Options of identity preference optimisation.
   *
   * @param training how it passes over the pairs; an example is a pair
   * @param beta the paper's tau; the margin's target is 1 / (2 beta) nats, per token for {@code
   *     ipo-mean}
   */
  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(
              value =
                  "1 / (2 beta) is the target of the margin, in nats (ipo) or nats per token"
                      + " (ipo-mean)",
              min = 1e-9)
          double beta) {}

  /**
   * The loss, in squared nats:
   *
   * <pre>
   * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
   * L    = 1 / P  sum_pairs (h(y_w) - h(y_l) - 1 / (2 beta))^2
   * </pre>
   *
   * with P the pairs of the whole step and beta the paper's tau. The margin has a target, so that
   * labels without noise do not drive it to infinity.
   *
   * <p>{@code ipo} is equation 17. {@code ipo-mean} divides h(y) by the tokens of y, as TRL does,
   * whose authors report that the paper's own experiments did so; the target is then one of nats
   * per token, and the same beta asks for much more.
   *
   * @param beta the paper's tau
   * @param scale sum for {@code ipo}, mean for {@code ipo-mean}
   */
  record Loss(double beta, Scale scale) implements PairLoss {

    @Override
    public NDArray of(Pairs pairs) {
      Sides h = pairs.logRatios(scale);
      return pairs.mean(h.difference().sub(1 / (2 * beta)).square());
    }
  }

  /** For the service loader. */
  public Ipo() {}

  @Override
  public String id() {
    return "ipo";
  }

  @Override
  public String summary() {
    return "identity preference optimisation: a squared loss with a target for the margin of whole"
        + " answers";
  }

  @Override
  public Options defaults() {
    return new Options(PairTraining.defaults(1e-6), 0.1);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    return training(id(), options, Scale.SUM);
  }

  static Optimizer training(String id, Options options, Scale scale) {
    double beta = options.beta();
    return PairTraining.withReference(
        id,
        options.training(),
        new Loss(beta, scale),
        report -> report.step(Scale.SUM, row -> beta * report.logRatio(row)));
  }
}
