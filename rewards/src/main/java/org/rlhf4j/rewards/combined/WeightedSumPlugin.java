package org.rlhf4j.rewards.combined;

import java.util.List;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code weighted-sum}: sum over i of weight_i * reward_i. Rewards are added as they are, so they
 * should be of one scale, or the weights make them so.
 *
 * <p>Where one of them must be fitted, so must the sum. Its network is that of the first term that
 * has one.
 */
@Source("rlhf4j's own")
public final class WeightedSumPlugin implements RewardModelPlugin<WeightedSumOptions> {

  /** For the service loader. */
  public WeightedSumPlugin() {}

  @Override
  public String id() {
    return "weighted-sum";
  }

  @Override
  public String summary() {
    return "weighted sum of other rewards";
  }

  @Override
  public WeightedSumOptions defaults() {
    return new WeightedSumOptions(List.of());
  }

  @Override
  public RewardModel create(WeightedSumOptions options, PluginContext context) {
    if (options.terms().isEmpty()) {
      throw new UserException(
          "weighted-sum: terms is empty; give at least one, such as"
              + " {\"weight\": 0.5, \"reward\": {\"id\": \"pairwise\"}}");
    }
    double[] weights = options.terms().stream().mapToDouble(WeightedReward::weight).toArray();
    return Members.create(
            options.terms().stream().map(term -> Members.required(id(), term.reward())).toList(),
            context)
        .combined((responses, scores) -> sum(responses, weights, scores));
  }

  private static double[] sum(List<Response> responses, double[] weights, double[][] scores) {
    double[] sums = new double[responses.size()];
    for (int m = 0; m < weights.length; m++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weights[m] * scores[m][i];
      }
    }
    return sums;
  }
}
