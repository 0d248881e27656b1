package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.pairs.Pairs.Scale;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.Optimizer;

/** {@link Ipo} on means over tokens, as in TRL. */
@Source(
    value =
        "Azar et al. 2023, \"A general theoretical paradigm to understand learning from human"
            + " preferences\", arXiv:2310.12036, equation 17",
    differs =
        "log-ratios are divided by the tokens of the answer, as in TRL: the same beta asks for much"
            + " more than in ipo")
public final class IpoMean implements OptimizerPlugin<Ipo.Options> {

  /** For the service loader. */
  public IpoMean() {}

  @Override
  public String id() {
    return "ipo-mean";
  }

  @Override
  public String summary() {
    return "ipo with the mean over tokens instead of the sum, as in TRL";
  }

  @Override
  public Ipo.Options defaults() {
    return new Ipo().defaults();
  }

  @Override
  public Optimizer create(Ipo.Options options, PluginContext context) {
    return Ipo.training(id(), options, Scale.TOKEN_MEAN);
  }
}
