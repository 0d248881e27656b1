package org.rlhf4j.algorithms.supervised;

import java.util.List;
import java.util.Set;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Binary FeedME of AlpacaFarm (Dubois et al. 2023, arXiv:2305.14387, appendix A): supervised
 * fine-tuning goes on with the preferred answer of each pair; the rejected one is not looked at.
 * (OpenAI's FeedME keeps the answers that people gave the highest rating; a pair knows no ratings.)
 * The loss is that of {@link Sft}.
 */
final class BinaryFeedMe implements Optimizer {

  private final TrainingOptions training;

  BinaryFeedMe(BinaryFeedMeOptions options) {
    this.training = options.training();
  }

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
