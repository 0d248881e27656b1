package org.rlhf4j.testkit.contract;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;

/**
 * Three steps of DPO (Rafailov et al. 2023, arXiv:2305.18290, equation 7), of which a test breaks
 * one part.
 */
class ToyDpo implements Optimizer {

  private static final double BETA = 0.5;
  static final int STEPS = 3;
  private static final int PAIRS = 6;

  /** What a step found. */
  public record Step(@Metric(name = "loss", doc = "mean over pairs, nats") double loss)
      implements StepMetrics {
    @Override
    public String brief() {
      return "loss " + loss;
    }
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PREFERENCES);
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    train(task);
    return made(task);
  }

  void train(OptimizationTask task) {
    Steps.of(task.log(), "toy", STEPS, task.start()).run(step -> new Step(step(task, step)));
  }

  /** One step; returns its loss. */
  double step(OptimizationTask task, int step) {
    List<Preference> pairs = task.preferences().subList(step * PAIRS, (step + 1) * PAIRS);
    List<TokenRow> rows =
        pairs.stream()
            .flatMap(
                p ->
                    Stream.of(
                        task.start().encode(p.prompt(), p.chosen()),
                        task.start().encode(p.prompt(), p.rejected())))
            .toList();
    float[][] reference = task.reference().logProbs(rows, 1).toArray(float[][]::new);
    TokenLoss loss = micro -> loss(micro, reference, pairs.size());
    return task.start()
        .update(TrainingBatch.ofPairs(rows), loss, new AdamWStep(0.1, 0.9, 0.999, 1e-8, 0, 1))
        .loss();
  }

  NDArray loss(Microbatch micro, float[][] reference, int pairs) {
    NDArray ratios =
        micro.outputs().sub(micro.tokens(reference)).mul(micro.mask()).sum(new int[] {1});
    NDArray both = ratios.reshape(new Shape(micro.rows().length / 2, 2));
    NDArray margins = both.get(":, 0").sub(both.get(":, 1"));
    return Scalars.times(
        LogSigmoid.of(Scalars.times(margins, sign() * BETA)).sum(),
        -1.0 / denominator(micro, pairs));
  }

  /** -1 where chosen and rejected have changed places. */
  double sign() {
    return 1;
  }

  double denominator(Microbatch micro, int pairs) {
    return pairs;
  }

  Policy made(OptimizationTask task) {
    return task.start();
  }
}
