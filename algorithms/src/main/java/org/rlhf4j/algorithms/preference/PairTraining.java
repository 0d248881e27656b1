package org.rlhf4j.algorithms.preference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.algorithms.TrainingRows;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.BatchItems;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Training on fixed pairs, shared by all methods that learn from them: encode the pairs, score them
 * once with the reference where the loss compares with it, and take gradient steps. A method adds
 * its loss and the record that it logs.
 *
 * @param <L> the method's loss
 * @param <M> what a step logs
 */
final class PairTraining<L extends PairLoss, M extends Record & StepMetrics> implements Optimizer {

  private final String id;
  private final TrainingOptions training;
  private final boolean usesReference;
  private final boolean readsInSteps;
  private final StepLoss<L> loss;
  private final BiFunction<L, PairReport, M> metrics;

  /** The loss of one step, for losses that hold a number found before it. */
  interface StepLoss<L extends PairLoss> {
    L of(OptimizationTask task, PairStep step);
  }

  private PairTraining(
      String id,
      TrainingOptions training,
      boolean usesReference,
      boolean readsInSteps,
      StepLoss<L> loss,
      BiFunction<L, PairReport, M> metrics) {
    this.id = id;
    this.training = training;
    this.usesReference = usesReference;
    this.readsInSteps = readsInSteps;
    this.loss = loss;
    this.metrics = metrics;
  }

  /** A method whose loss compares with the reference. */
  static <L extends PairLoss, M extends Record & StepMetrics> Optimizer withReference(
      String id, TrainingOptions training, L loss, BiFunction<L, PairReport, M> metrics) {
    return new PairTraining<>(id, training, true, false, (task, step) -> loss, metrics);
  }

  /** A method whose loss compares with the reference and is made anew for each step. */
  static <L extends PairLoss, M extends Record & StepMetrics> Optimizer withLossOfEachStep(
      String id, TrainingOptions training, StepLoss<L> loss, BiFunction<L, PairReport, M> metrics) {
    return new PairTraining<>(id, training, true, true, loss, metrics);
  }

  /** A method that has no reference. */
  static <L extends PairLoss, M extends Record & StepMetrics> Optimizer withoutReference(
      String id, TrainingOptions training, L loss, BiFunction<L, PairReport, M> metrics) {
    return new PairTraining<>(id, training, false, false, (task, step) -> loss, metrics);
  }

  /** Eight pairs a step, one epoch, a learning rate that falls to 0 in a straight line. */
  static TrainingOptions defaults(double learningRate) {
    AdamW optimizer = AdamW.withLearningRate(learningRate).with(AdamW.Schedule.LINEAR, 0);
    return TrainingOptions.of(8, 1, optimizer);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PREFERENCES);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    List<Work> work = new ArrayList<>();
    if (usesReference) {
      work.add(Work.on(Work.Kind.READ, Work.Rows.PREFERENCES, 2L * amounts.preferences()));
    }
    long rows = 2 * training.seen(amounts.preferences());
    if (readsInSteps) { // under policy and reference
      work.add(Work.on(Work.Kind.READ, Work.Rows.PREFERENCES, 2 * rows));
    }
    work.add(Work.on(Work.Kind.LEARN, Work.Rows.PREFERENCES, rows));
    return work;
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    List<TokenRow> rows = rows(task.preferences(), policy, training.lengths());
    ReferenceLogProbs reference =
        usesReference ? new ReferenceLogProbs(task.reference(), rows) : null;
    int allPairs = task.preferences().size();
    BatchItems items = BatchItems.of(task.preferences());
    if (!items.areSingle()) {
      task.log().note(id + ": " + items + ", each of which stays in one step");
    }
    List<int[]> steps = items.pairs(training.steps(items.size(), task.random().child("shuffle")));
    Steps.of(task.log(), id, steps.size(), policy)
        .run(
            step -> {
              PairStep pairs = pick(rows, reference, steps.get(step));
              AdamWStep rule = training.optimizer().at(step, steps.size());
              double epoch = (double) TrainingRows.seen(steps, step) / allPairs;
              L stepLoss = loss.of(task, pairs);
              return metrics.apply(stepLoss, pairs.update(policy, stepLoss, rule, epoch));
            });
    policy.freeze();
    return policy;
  }

  /** Row 2i is the preferred answer of pair i, row 2i + 1 the rejected one. */
  private static List<TokenRow> rows(List<Preference> pairs, Policy policy, LengthLimits limits) {
    List<TokenRow> rows = new ArrayList<>();
    for (Preference pair : pairs) {
      rows.add(TrainingRows.of(policy, pair.prompt(), pair.chosen(), limits));
      rows.add(TrainingRows.of(policy, pair.prompt(), pair.rejected(), limits));
    }
    return rows;
  }

  private static PairStep pick(
      List<TokenRow> rows, @Nullable ReferenceLogProbs reference, int[] pairs) {
    int[] both = Arrays.stream(pairs).flatMap(p -> IntStream.of(2 * p, 2 * p + 1)).toArray();
    return new PairStep(
        TrainingRows.pick(rows, both), reference == null ? null : reference.of(both));
  }
}
