package org.rlhf4j.algorithms.iterated;

import org.rlhf4j.algorithms.iterated.QuarkOptions.Imitate;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;

/** Quark: imitates its own answers behind tokens that say how good they are, or the best alone. */
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
public final class QuarkPlugin implements OptimizerPlugin<QuarkOptions> {

  /** For the service loader. */
  public QuarkPlugin() {}

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
  public QuarkOptions defaults() {
    // Five quantiles and both coefficients are those of the paper's code.
    AdamW optimizer = AdamW.withLearningRate(1e-5).with(AdamW.Schedule.LINEAR, 0);
    return new QuarkOptions(
        8,
        0,
        1,
        64,
        32,
        5,
        Imitate.EVERY_QUANTILE,
        0.05,
        0.06,
        LossDenominator.TOKENS,
        new Decoding(),
        optimizer);
  }

  @Override
  public Optimizer create(QuarkOptions options, PluginContext context) {
    if (options.decoding().temperature() == 0) {
      throw new UserException(
          "quark needs answers that differ: decoding.temperature must be above 0, got 0 (greedy)");
    }
    return new Quark(options);
  }
}
