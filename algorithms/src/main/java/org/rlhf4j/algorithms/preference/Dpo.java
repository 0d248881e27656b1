package org.rlhf4j.algorithms.preference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.rlhf4j.algorithms.TrainingRows;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.api.training.UpdateReport;

/** Direct preference optimisation; {@link DpoLoss} has the equation and the source. */
final class Dpo implements Optimizer {

  private final DpoOptions options;

  Dpo(DpoOptions options) {
    this.options = options;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PREFERENCES);
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    TrainingOptions training = options.training();
    DpoLoss loss = new DpoLoss(options.beta());
    List<TokenRow> rows = rows(task.preferences(), policy, training.lengths());
    ReferenceLogProbs references = new ReferenceLogProbs(task.reference(), rows);
    int allPairs = task.preferences().size();
    List<int[]> steps = training.steps(allPairs, task.random().child("shuffle"));
    Steps.of(task.log(), "dpo", steps.size(), policy)
        .run(
            step -> {
              int[] pairs = steps.get(step);
              int[] both = rowsOfPairs(pairs);
              TrainingBatch batch = TrainingBatch.ofPairs(TrainingRows.pick(rows, both));
              float[][] reference = references.of(both);
              AdamWStep rule = training.optimizer().at(step, steps.size());

              UpdateReport report =
                  policy.update(
                      batch,
                      micro ->
                          loss.of(
                              micro.outputs(), micro.tokens(reference), micro.mask(), pairs.length),
                      rule);

              double epoch = (double) TrainingRows.seen(steps, step) / allPairs;
              return DpoStep.of(report, reference, options.beta(), rule.learningRate(), epoch);
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

  private static int[] rowsOfPairs(int[] pairs) {
    return Arrays.stream(pairs).flatMap(p -> IntStream.of(2 * p, 2 * p + 1)).toArray();
  }
}
