package org.rlhf4j.testkit.contract;

import java.util.List;
import java.util.Set;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainingBatch;

/** Three steps of imitation, of which a test breaks one part. */
class ToySft implements Optimizer {

  private static final int ROWS = 12;

  @Override
  public Set<Need> needs() {
    return Set.of(Need.DEMONSTRATIONS);
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    Steps.of(task.log(), "toy", 3, task.start()).run(step -> step(task, step));
    return task.start();
  }

  private ToyDpo.Step step(OptimizationTask task, int step) {
    List<TokenRow> rows =
        task.demonstrations().subList(step * ROWS, (step + 1) * ROWS).stream()
            .map(d -> task.start().encode(d.prompt(), d.answer()))
            .toList();
    return new ToyDpo.Step(
        task.start()
            .update(
                TrainingBatch.ofRows(rows),
                micro ->
                    Scalars.times(micro.outputs().mul(micro.mask()).sum(), -sign() / rows.size()),
                new AdamWStep(0.1, 0.9, 0.999, 1e-8, 0, 1))
            .loss());
  }

  /** -1 where the demonstrations are unlearned. */
  double sign() {
    return 1;
  }
}
