package org.rlhf4j.algorithms.supervised;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.api.training.UpdateReport;

/**
 * Supervised fine-tuning: imitates the answers of demonstrations. Other methods imitate other rows
 * by {@link #imitate}.
 */
@Source(
    value =
        "Ouyang et al. 2022, \"Training language models to follow instructions with human"
            + " feedback\", arXiv:2203.02155, section 3.5",
    differs = "only the tokens of the answer count; every token of a step weighs the same")
public final class Sft implements OptimizerPlugin<Sft.Options> {

  /**
   * Options of supervised fine-tuning.
   *
   * @param training how it passes over the demonstrations; an example is one of them
   */
  public record Options(
      @Option("how it passes over the demonstrations") TrainingOptions training) {}

  /**
   * Negative log-likelihood of the answers, in nats a token:
   *
   * <pre>L = - 1 / N  sum_{rows i} sum_{completion tokens t} log pi(y_it | x_i, y_i,&lt;t)</pre>
   *
   * with N the completion tokens of the whole step. Each token weighs the same, so a long answer
   * weighs more than a short one; this is the loss of TRL's SFTTrainer with {@code
   * completion_only_loss}, whose denominator is also that of the whole step when gradients
   * accumulate.
   */
  public record Loss() {

    /**
     * This micro-batch's share of the loss.
     *
     * @param logProbs log pi of each completion token, shape (rows, tokens)
     * @param mask shape (rows, tokens)
     * @param stepTokens N
     * @return a scalar
     */
    public NDArray of(NDArray logProbs, NDArray mask, long stepTokens) {
      return Scalars.times(Masked.sum(logProbs, mask), -1.0 / stepTokens);
    }
  }

  /**
   * One gradient step of supervised fine-tuning.
   *
   * @param loss before the step
   * @param gradNorm before clipping
   * @param learningRate of this step
   * @param tokens prompt and completion tokens seen so far
   * @param epoch passes over the data so far
   */
  public record Step(
      @Metric(
              name = "loss",
              doc = "-sum of log pi over the completion tokens of the step / their number, in nats")
          double loss,
      @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
          double gradNorm,
      @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
      @Metric(
              name = "num_tokens",
              doc = "prompt and completion tokens of all steps so far, without padding")
          long tokens,
      @Metric(name = "epoch", doc = "rows seen so far / rows in the data") double epoch)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "loss %.4f", loss);
    }
  }

  /** For the service loader. */
  public Sft() {}

  @Override
  public String id() {
    return "sft";
  }

  @Override
  public String summary() {
    return "supervised fine-tuning: imitates the answers of demonstrations";
  }

  @Override
  public Options defaults() {
    return new Options(defaultTraining());
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    return new Training(options.training());
  }

  /** Eight rows a step, one epoch, a learning rate that falls linearly to 0. */
  static TrainingOptions defaultTraining() {
    AdamW optimizer = AdamW.withLearningRate(2e-5).with(AdamW.Schedule.LINEAR, 0);
    return TrainingOptions.of(8, 1, optimizer);
  }

  /** Imitation of so many rows of the data. */
  static Work work(TrainingOptions training, Work.Rows rows, int examples) {
    return Work.on(Work.Kind.LEARN, rows, training.seen(examples));
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
    Loss loss = new Loss();
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

              return new Step(
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

  private record Training(TrainingOptions training) implements Optimizer {

    @Override
    public Set<Need> needs() {
      return Set.of(Need.DEMONSTRATIONS);
    }

    @Override
    public List<Work> work(Work.Amounts amounts) {
      return List.of(Sft.work(training, Work.Rows.DEMONSTRATIONS, amounts.demonstrations()));
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
  }
}
