package org.rlhf4j.algorithms.policygradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;

/**
 * The loop of every policy gradient on whole answers: draw answers, and learn from them. A method
 * adds how.
 *
 * @param id of the method
 * @param sampling what is drawn
 * @param learning makes what happens to the answers of a step, anew for each training
 * @param <M> what a step logs
 */
record PolicyGradient<M extends Record & StepMetrics>(
    String id, Sampling sampling, Supplier<Learning<M>> learning) implements Optimizer {

  /**
   * What is drawn, and how often it is looked at.
   *
   * @param steps rollout batches in all; the learning rate follows its schedule over these
   * @param prompts a rollout batch
   * @param answers to each prompt
   * @param passes gradient steps on each batch
   * @param readings of each batch beside these
   */
  record Sampling(
      int steps,
      int prompts,
      int answers,
      Decoding decoding,
      AdamW optimizer,
      int passes,
      int readings) {}

  /**
   * What a method does with the answers of a step.
   *
   * @param <M> what a step logs
   */
  @FunctionalInterface
  interface Learning<M> {
    M learn(TrainablePolicy policy, Answers answers, AdamWStep rule);

    /** What it remembers from one step to the next. */
    default List<Stateful> state() {
      return List.of();
    }
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PROMPTS, Need.REWARD);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    long answers = (long) sampling.steps() * sampling.prompts() * sampling.answers();
    List<Work> work =
        new ArrayList<>(Rollouts.work(answers, sampling.decoding(), sampling.passes()));
    if (sampling.readings() > 0) {
      int tokens = sampling.decoding().maxNewTokens();
      work.add(Work.onOwn(Work.Kind.READ, answers * sampling.readings(), tokens));
    }
    return work;
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    double temperature = sampling.decoding().temperature();
    Rollouts rollouts = new Rollouts(task, policy, sampling.decoding(), temperature);
    Learning<M> method = learning.get();
    List<Stateful> state = new ArrayList<>(List.of(policy));
    state.addAll(method.state());
    Steps.of(task.log(), id, sampling.steps(), state.toArray(Stateful[]::new))
        .run(
            step -> {
              Answers answers =
                  new Answers(
                      rollouts.episodes(step, sampling.prompts(), sampling.answers()),
                      sampling.answers(),
                      temperature);
              AdamWStep rule = sampling.optimizer().at(step, sampling.steps());
              return method.learn(policy, answers, rule);
            });
    policy.freeze();
    return policy;
  }
}
