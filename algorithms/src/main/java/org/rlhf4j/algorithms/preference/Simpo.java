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

/** Simple preference optimisation: the reward is the mean log-probability, without a reference. */
@Source(
    value =
        "Meng, Xia and Chen 2024, \"SimPO: simple preference optimization with a reference-free"
            + " reward\", arXiv:2405.14734, equation 6",
    differs = "gamma is an absolute margin; the authors' code has gamma_beta_ratio = gamma / beta")
public final class Simpo implements OptimizerPlugin<Simpo.Options> {

  /**
   * Options of simple preference optimisation.
   *
   * @param training how it passes over the pairs; an example is a pair
   * @param beta scale of the reward, beta log pi / tokens
   * @param gamma by how much the reward of the preferred answer should exceed the other's, in the
   *     unit of the reward
   */
  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(value = "scale of the reward, which is beta log pi / tokens", min = 1e-9) double beta,
      @Option(value = "target margin between the rewards", min = 0) double gamma) {}

  /**
   * The loss, in nats per pair:
   *
   * <pre>
   * r(y) = beta / |y|  sum_t log pi(y_t | x, y_&lt;t)
   * L    = - 1 / P  sum_pairs log sigmoid(r(y_w) - r(y_l) - gamma)
   * </pre>
   *
   * with |y| the tokens of y, end-of-sequence included, and P the pairs of the whole step. There is
   * no reference: only a small learning rate keeps the policy near its start.
   *
   * @param beta scale of the reward
   * @param gamma by how much the reward of the preferred answer should be greater, in the unit of
   *     r; the authors' code has the option gamma_beta_ratio = gamma / beta
   */
  record Loss(double beta, double gamma) implements PairLoss {

    @Override
    public NDArray of(Pairs pairs) {
      Sides perToken = pairs.logProbs(Scale.TOKEN_MEAN);
      NDArray m = Scalars.times(perToken.difference(), beta);
      return pairs.mean(LogSigmoid.of(m.sub(gamma)).neg());
    }
  }

  /** For the service loader. */
  public Simpo() {}

  @Override
  public String id() {
    return "simpo";
  }

  @Override
  public String summary() {
    return "simple preference optimisation: mean log-probability as reward, a target margin, no"
        + " reference";
  }

  @Override
  public Options defaults() {
    // of the published settings, those of Llama-3-Base: gamma / beta is 0.5
    return new Options(PairTraining.defaults(6e-7), 2, 1);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    double beta = options.beta();
    return PairTraining.withoutReference(
        id(),
        options.training(),
        new Loss(beta, options.gamma()),
        report ->
            report.step(Scale.TOKEN_MEAN, row -> beta * report.logProb(row, Scale.TOKEN_MEAN)));
  }
}
