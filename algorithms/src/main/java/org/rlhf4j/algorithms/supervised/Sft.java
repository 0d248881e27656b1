package org.rlhf4j.algorithms.supervised;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.SftLoss;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.api.training.UpdateReport;

/** Supervised fine-tuning on demonstrations. */
final class Sft implements Optimizer {

  private final TrainingOptions training;

  Sft(SftOptions options) {
    this.training = options.training();
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.DEMONSTRATIONS);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    return List.of(work(training, Work.Rows.DEMONSTRATIONS, amounts.demonstrations()));
  }

  /** Imitation of so many rows of the data. */
  static Work work(TrainingOptions training, Work.Rows rows, int examples) {
    return Work.on(Work.Kind.LEARN, rows, training.seen(examples));
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    List<TokenRow> rows =
        task.demonstrations().stream()
            .map(d -> training.lengths().row(policy, d.prompt(), d.answer()))
            .toList();
    imitate(rows, training, task, "sft", policy);
    return policy;
  }

  /**
   * Trains the task's policy on the completions of these rows.
   *
   * @param made what the method makes of that policy: itself, or a wrapper
   */
  static void imitate(
      List<TokenRow> rows,
      TrainingOptions training,
      OptimizationTask task,
      String name,
      Policy made) {
    TrainablePolicy policy = task.start();
    SftLoss loss = new SftLoss();
    List<int[]> steps = training.steps(rows.size(), task.random().child("shuffle"));
    Steps.of(task.log(), name, steps.size(), policy)
        .making(made)
        .run(
            step -> {
              TrainingBatch batch = TrainingBatch.ofRows(TokenRow.pick(rows, steps.get(step)));
              long stepTokens = batch.completionTokens();
              AdamWStep rule = training.optimizer().at(step, steps.size());

              UpdateReport report =
                  policy.update(
                      batch, micro -> loss.of(micro.outputs(), micro.mask(), stepTokens), rule);

              return new SftStep(
                  report.loss(),
                  report.gradNorm(),
                  rule.learningRate(),
                  tokens(rows, steps.subList(0, step + 1)),
                  (double) TrainingOptions.seen(steps, step) / rows.size());
            });
    policy.freeze();
  }

  /** Prompt and completion tokens that these steps see. */
  private static long tokens(List<TokenRow> rows, List<int[]> steps) {
    return steps.stream()
        .flatMapToInt(Arrays::stream)
        .mapToLong(row -> rows.get(row).length())
        .sum();
  }
}
