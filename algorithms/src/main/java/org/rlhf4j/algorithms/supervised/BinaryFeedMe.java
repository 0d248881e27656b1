package org.rlhf4j.algorithms.supervised;

import java.util.List;
import java.util.Set;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * AlpacaFarm's binary FeedME: supervised fine-tuning goes on with the preferred answer of each
 * pair; the rejected one is not looked at. (OpenAI's FeedME keeps the answers that people gave the
 * highest rating; a pair knows no ratings.) The loss is {@link Sft.Loss}.
 */
@Source(
    "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
        + " feedback\", arXiv:2305.14387, appendix A")
public final class BinaryFeedMe implements OptimizerPlugin<BinaryFeedMe.Options> {

  /**
   * Options of binary FeedME.
   *
   * @param training how it passes over the preferred answers; an example is one of them
   */
  public record Options(
      @Option("how it passes over the preferred answers, one of each pair")
          TrainingOptions training) {}

  /** For the service loader. */
  public BinaryFeedMe() {}

  @Override
  public String id() {
    return "binary-feedme";
  }

  @Override
  public String summary() {
    return "imitates the preferred answer of each pair and ignores the rejected one";
  }

  @Override
  public Options defaults() {
    return new Options(Sft.defaultTraining());
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    return new Training(options.training());
  }

  private record Training(TrainingOptions training) implements Optimizer {

    @Override
    public Set<Need> needs() {
      return Set.of(Need.PREFERENCES);
    }

    @Override
    public List<Work> work(Work.Amounts amounts) {
      return List.of(Sft.work(training, Work.Rows.PREFERENCES, amounts.preferences()));
    }

    @Override
    public Policy optimize(OptimizationTask task) {
      TrainablePolicy policy = task.start();
      List<TokenRow> rows =
          task.preferences().stream()
              .map(p -> training.lengths().row(policy, p.prompt(), p.chosen()))
              .toList();
      Sft.imitate(rows, training, task, "binary-feedme", policy);
      return policy;
    }
  }
}
