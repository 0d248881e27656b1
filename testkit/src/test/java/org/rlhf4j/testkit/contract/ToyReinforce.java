package org.rlhf4j.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainingBatch;

/**
 * Three steps up the reward of the policy's own answers (Williams 1992), less the mean of the step.
 */
class ToyReinforce implements Optimizer {

  private static final int ANSWERS = 8;

  /** What a step found. */
  public record Step(@Metric(name = "reward", doc = "mean over answers") double reward)
      implements StepMetrics {
    @Override
    public String brief() {
      return "reward " + reward;
    }
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PROMPTS, Need.REWARD);
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    Steps.of(task.log(), "toy", 3, task.start()).run(step -> step(task, step));
    return task.start();
  }

  private Step step(OptimizationTask task, int step) {
    List<List<Completion>> answers =
        task.start()
            .generate(
                task.prompts(),
                ANSWERS,
                Decoding.sampling(1, 2),
                task.random().child("sampling").child(step));
    List<Response> responses =
        IntStream.range(0, answers.size())
            .boxed()
            .flatMap(
                p ->
                    answers.get(p).stream()
                        .map(answer -> new Response(task.prompts().get(p), answer.answer())))
            .toList();
    double[] rewards = rewards(task, responses);
    double mean = Arrays.stream(rewards).average().orElseThrow();
    float[][] weights = new float[rewards.length][];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = new float[tokens(responses.get(i))];
      Arrays.fill(weights[i], (float) (rewards[i] - mean));
    }
    List<TokenRow> rows =
        responses.stream().map(r -> task.start().encode(r.prompt(), r.answer())).toList();
    task.start()
        .update(
            TrainingBatch.ofRows(rows),
            micro ->
                Scalars.times(micro.outputs().mul(micro.tokens(weights)).sum(), -1.0 / rows.size()),
            new AdamWStep(0.1, 0.9, 0.999, 1e-8, 0, 1));
    return new Step(mean);
  }

  private static int tokens(Response response) {
    return Objects.requireNonNull(response.answer().tokens()).length;
  }

  /** What the answers are worth. */
  double[] rewards(OptimizationTask task, List<Response> responses) {
    return task.requireReward().score(responses);
  }
}
