package org.rlhf4j.rewards.combined;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code ensemble}: several rewards that should agree, and a rule for where they do not. With
 * scores r_1 ... r_k of a response:
 *
 * <ul>
 *   <li>{@code mean}: (1/k) sum r_i;
 *   <li>{@code worst-case}: min r_i;
 *   <li>{@code mean-minus-variance}: m - lambda (1/k) sum (r_i - m)^2, where m is the mean.
 * </ul>
 *
 * The rules are those of Coste et al., "Reward model ensembles help mitigate overoptimization"
 * (arXiv:2310.02743), who call them mean, worst-case and uncertainty-weighted optimisation. The
 * members' scores must be of one scale: those of {@code pairwise} have mean 0 on the same samples,
 * and standard deviation 1 with {@code "scale": true}.
 *
 * <p>{@code {"members": [{"id": "pairwise"}], "copies": 5}} fits five reward models that differ in
 * their heads' first weights, held-out pairs and orders. The ensemble's network, from which a value
 * model may start, is that of the first member that has one.
 */
@Source(
    "Coste et al. 2023, \"Reward model ensembles help mitigate overoptimization\","
        + " arXiv:2310.02743")
public final class EnsemblePlugin implements RewardModelPlugin<EnsembleOptions> {

  /** For the service loader. */
  public EnsemblePlugin() {}

  @Override
  public String id() {
    return "ensemble";
  }

  @Override
  public String summary() {
    return "several rewards: their mean, worst case, or mean minus lambda times variance";
  }

  @Override
  public EnsembleOptions defaults() {
    return new EnsembleOptions(List.of(), 1, EnsembleOptions.Rule.MEAN, 1);
  }

  @Override
  public RewardModel create(EnsembleOptions options, PluginContext context) {
    List<Part<RewardModel>> parts =
        options.members().stream()
            .flatMap(part -> Collections.nCopies(options.copies(), part).stream())
            .toList();
    if (parts.size() < 2) {
      throw new UserException(
          "ensemble: it takes at least 2 members, got "
              + parts.size()
              + "; give more members, or more copies of one that is trained");
    }
    Members members = Members.create(parts, context);
    if (options.copies() > 1 && members.trainable().size() < parts.size()) {
      members.close();
      throw new UserException(
          "ensemble: copies is "
              + options.copies()
              + ", and copies of a reward that is not trained are all the same; set copies to 1");
    }
    return members.combined(
        (responses, scores) -> {
          double[] together = new double[responses.size()];
          Arrays.setAll(together, i -> together(options, column(scores, i)));
          return together;
        });
  }

  private static double[] column(double[][] scores, int i) {
    return Arrays.stream(scores).mapToDouble(row -> row[i]).toArray();
  }

  /** The rule for one response. */
  static double together(EnsembleOptions options, double[] scores) {
    double mean = Arrays.stream(scores).average().orElseThrow();
    return switch (options.rule()) {
      case MEAN -> mean;
      case WORST_CASE -> Arrays.stream(scores).min().orElseThrow();
      case MEAN_MINUS_VARIANCE -> {
        double variance =
            Arrays.stream(scores).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        yield mean - options.lambda() * variance;
      }
    };
  }
}
