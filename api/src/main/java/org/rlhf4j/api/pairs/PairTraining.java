package org.rlhf4j.api.pairs;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.BatchItems;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Training on fixed pairs, the loop of every method that learns from them: encode the pairs, score
 * them once with the reference if the loss compares with it, and take gradient steps. A method adds
 * its loss and the record that it logs.
 *
 * @param <L> the method's loss
 * @param <M> what a step logs
 */
public final class PairTraining<L extends PairLoss, M extends Record & StepMetrics>
    implements Optimizer {

  private final String id;
  private final TrainingOptions training;
  private final boolean usesReference;
  private final boolean readsInSteps;
  private final StepLoss<L> loss;
  private final BiFunction<L, PairReport, M> metrics;

  /**
   * Makes the loss of one step, for losses that hold a number found before it.
   *
   * @param <L> the loss
   */
  @FunctionalInterface
  public interface StepLoss<L extends PairLoss> {

    /** The loss of this step, which the policy of the task has not taken yet. */
    L of(OptimizationTask task, PairBatch batch);
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

  /**
   * A method whose loss compares with the reference.
   *
   * @param id of the method, for progress and notes
   * @param training how it passes over the pairs
   * @param loss over the pairs of a step
   * @param metrics of a step
   * @param <M> what a step logs
   */
  public static <M extends Record & StepMetrics> Optimizer withReference(
      String id, TrainingOptions training, PairLoss loss, Function<PairReport, M> metrics) {
    return new PairTraining<>(
        id, training, true, false, (task, batch) -> loss, (l, report) -> metrics.apply(report));
  }

  /**
   * A method whose loss compares with the reference and is made anew for each step, for which both
   * the policy and the reference read the step's rows once more; parameters as in {@link
   * #withReference}.
   *
   * @param <L> the method's loss
   * @param <M> what a step logs
   */
  public static <L extends PairLoss, M extends Record & StepMetrics> Optimizer withLossOfEachStep(
      String id, TrainingOptions training, StepLoss<L> loss, BiFunction<L, PairReport, M> metrics) {
    return new PairTraining<>(id, training, true, true, loss, metrics);
  }

  /** A method without a reference; parameters as in {@link #withReference}. */
  public static <M extends Record & StepMetrics> Optimizer withoutReference(
      String id, TrainingOptions training, PairLoss loss, Function<PairReport, M> metrics) {
    return new PairTraining<>(
        id, training, false, false, (task, batch) -> loss, (l, report) -> metrics.apply(report));
  }

  /** Eight pairs per step, one epoch, a learning rate that falls linearly to 0. */
  public static TrainingOptions defaults(double learningRate) {
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
    if (readsInSteps) { // by the policy and by the reference
      work.add(Work.on(Work.Kind.READ, Work.Rows.PREFERENCES, 2 * rows));
    }
    work.add(Work.on(Work.Kind.LEARN, Work.Rows.PREFERENCES, rows));
    return work;
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    List<TokenRow> rows = rows(task.preferences(), policy, training.lengths());
    List<float[]> reference = usesReference ? logProbs(task.reference(), rows) : null;
    int allPairs = task.preferences().size();
    BatchItems items = BatchItems.of(task.preferences());
    if (!items.areSingle()) {
      task.log().note(id + ": " + items + ", each of which stays in one step");
    }
    List<int[]> steps = items.pairs(training.steps(items.size(), task.random().child("shuffle")));
    Steps.of(task.log(), id, steps.size(), policy)
        .run(
            step -> {
              PairBatch batch = pick(rows, reference, steps.get(step));
              L stepLoss = loss.of(task, batch);
              AdamWStep rule = training.optimizer().at(step, steps.size());
              double epoch = (double) TrainingOptions.seen(steps, step) / allPairs;
              return metrics.apply(stepLoss, batch.update(policy, stepLoss, rule, epoch));
            });
    policy.freeze();
    return policy;
  }

  /** Row 2i is the preferred answer of pair i, row 2i + 1 the rejected one. */
  private static List<TokenRow> rows(List<Preference> pairs, Policy policy, LengthLimits limits) {
    List<TokenRow> rows = new ArrayList<>();
    for (Preference pair : pairs) {
      rows.add(limits.row(policy, pair.prompt(), pair.chosen()));
      rows.add(limits.row(policy, pair.prompt(), pair.rejected()));
    }
    return rows;
  }

  /**
   * log ref of the completion tokens of all rows, before training starts. Pairs often share
   * answers: equal rows are scored once.
   */
  static List<float[]> logProbs(Likelihood reference, List<TokenRow> rows) {
    Map<List<IntBuffer>, Integer> places = new HashMap<>();
    List<TokenRow> distinct = new ArrayList<>();
    List<Integer> placeOfRow = new ArrayList<>();
    for (TokenRow row : rows) {
      List<IntBuffer> content =
          List.of(IntBuffer.wrap(row.prompt()), IntBuffer.wrap(row.completion()));
      Integer place = places.putIfAbsent(content, distinct.size());
      if (place == null) {
        place = distinct.size();
        distinct.add(row);
      }
      placeOfRow.add(place);
    }
    List<float[]> logProbs = reference.logProbs(distinct, 1.0);
    return placeOfRow.stream().map(logProbs::get).toList();
  }

  private static PairBatch pick(
      List<TokenRow> rows, @Nullable List<float[]> reference, int[] pairs) {
    int[] both = Arrays.stream(pairs).flatMap(p -> IntStream.of(2 * p, 2 * p + 1)).toArray();
    return new PairBatch(
        TokenRow.pick(rows, both),
        reference == null
            ? null
            : Arrays.stream(both).mapToObj(reference::get).toArray(float[][]::new));
  }
}
