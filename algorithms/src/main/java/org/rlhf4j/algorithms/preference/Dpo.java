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

/**
 * Direct preference optimisation: fits the implicit reward of the policy, beta h(y), to pairs.
 * {@link Loss} is the method; {@link PairTraining} is the loop around it.
 */
@Source(
    value =
        "Rafailov et al. 2023, \"Direct preference optimization: your language model is secretly a"
            + " reward model\", arXiv:2305.18290, equation 7",
    differs =
        "the reference is subtracted token by token before sums are taken, which loses less in"
            + " float32")
@Source(
    "Mitchell 2023, \"A note on DPO with noisy preferences and relationship to IPO\", equation 3,"
        + " for labelSmoothing")
public final class Dpo implements OptimizerPlugin<Dpo.Options> {

  /**
   * Options of direct preference optimisation.
   *
   * @param training how it passes over the pairs; an example is a pair
   * @param beta strength of the tie to the reference; a reward of 1 is worth 1 / beta nats
   * @param labelSmoothing share of labels taken to be wrong, in [0, 0.5]; above 0 it is
   *     conservative DPO
   */
  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
      @Option(
              value = "share of labels taken to be wrong (conservative DPO); 0 for plain DPO",
              min = 0,
              max = 0.5)
          double labelSmoothing) {}

  /**
   * The loss, in nats per pair, with w the preferred and l the rejected answer:
   *
   * <pre>
   * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
   * m    = beta (h(y_w) - h(y_l))
   * L    = - 1 / P  sum_pairs (1 - eps) log sigmoid(m) + eps log sigmoid(-m)
   * </pre>
   *
   * with P the pairs of the whole step. Equation 7 has eps = 0. With eps &gt; 0 it is conservative
   * DPO: it expects a share eps of wrong labels, and wants m = ln((1 - eps) / eps) and no more.
   *
   * @param beta strength of the tie to the reference
   * @param eps the option {@code labelSmoothing}
   */
  record Loss(double beta, double eps) implements PairLoss {

    @Override
    public NDArray of(Pairs pairs) {
      Sides h = pairs.logRatios(Scale.SUM);
      NDArray m = Scalars.times(h.difference(), beta);
      NDArray asLabelled = LogSigmoid.of(m).neg();
      if (eps == 0) {
        return pairs.mean(asLabelled);
      }
      NDArray swapped = LogSigmoid.of(m.neg()).neg();
      return pairs.mean(Scalars.times(asLabelled, 1 - eps).add(Scalars.times(swapped, eps)));
    }
  }

  /** For the service loader. */
  public Dpo() {}

  @Override
  public String id() {
    return "dpo";
  }

  @Override
  public String summary() {
    return "direct preference optimisation on pairs, without a reward model";
  }

  @Override
  public Options defaults() {
    return new Options(PairTraining.defaults(1e-6), 0.1, 0);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    double beta = options.beta();
    return PairTraining.withReference(
        id(),
        options.training(),
        new Loss(beta, options.labelSmoothing()),
        report -> report.step(Scale.SUM, row -> beta * report.logRatio(row)));
  }
}
