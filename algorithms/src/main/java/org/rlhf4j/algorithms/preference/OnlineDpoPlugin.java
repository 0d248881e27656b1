package org.rlhf4j.algorithms.preference;

import org.rlhf4j.algorithms.preference.OnlineDpoOptions.Feedback;
import org.rlhf4j.algorithms.preference.OnlineDpoOptions.Labels;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;

/** Online DPO: the policy's own answers, compared while it trains. */
@Source(
    value =
        "Guo et al. 2024, \"Direct language model alignment from online AI feedback\","
            + " arXiv:2402.04792, algorithm 1",
    differs =
        "with labels drawn, which the paper has not, the loss has a resting point: ref exp(r /"
            + " beta)")
public final class OnlineDpoPlugin implements OptimizerPlugin<OnlineDpoOptions> {

  /** For the service loader. */
  public OnlineDpoPlugin() {}

  @Override
  public String id() {
    return "online-dpo";
  }

  @Override
  public String summary() {
    return "dpo on pairs that the policy draws as it trains, labelled by a judge or a reward";
  }

  @Override
  public OnlineDpoOptions defaults() {
    AdamW rule = AdamW.withLearningRate(5e-7).with(AdamW.Schedule.LINEAR, 0); // TRL's rate
    return new OnlineDpoOptions(100, 32, new Decoding(), Feedback.JUDGE, Labels.DECIDED, 0.1, rule);
  }

  @Override
  public Optimizer create(OnlineDpoOptions options, PluginContext context) {
    if (options.decoding().temperature() == 0) {
      throw new UserException(
          "online-dpo needs answers that differ: decoding.temperature must be above 0, got 0"
              + " (greedy)");
    }
    return new OnlineDpo(options);
  }
}
