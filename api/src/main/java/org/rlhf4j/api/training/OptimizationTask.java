package org.rlhf4j.api.training;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;

/**
 * What an alignment method works with. Lists and models that the method did not ask for by {@link
 * Optimizer#needs} may be empty or null.
 *
 * @param start the policy to improve; the method owns it, may change its weights, and returns it or
 *     a wrapper of it
 * @param reference the same policy, frozen: the prior of KL penalties and log-ratios; not owned
 * @param demonstrations prompts with answers to imitate
 * @param preferences prompts with a preferred and a rejected answer
 * @param prompts prompts to answer while training
 * @param reward scores answers, or null; not owned
 * @param judge compares answers, or null; not owned
 * @param random the root of all randomness of the method; use a named child for each purpose
 * @param log where steps and progress go
 */
public record OptimizationTask(
    TrainablePolicy start,
    Likelihood reference,
    List<Demonstration> demonstrations,
    List<Preference> preferences,
    List<Prompt> prompts,
    @Nullable RewardModel reward,
    @Nullable Judge judge,
    RandomStream random,
    RunLog log) {

  public OptimizationTask {
    demonstrations = List.copyOf(demonstrations);
    preferences = List.copyOf(preferences);
    prompts = List.copyOf(prompts);
  }

  /**
   * The reward, for a method that asked for it.
   *
   * @throws IllegalStateException if there is none, which the runner prevents for methods that
   *     declare the need
   */
  public RewardModel requireReward() {
    if (reward == null) {
      throw new IllegalStateException("this method needs a reward: declare Need.REWARD in needs()");
    }
    return reward;
  }

  /**
   * The judge, for a method that asked for it.
   *
   * @throws IllegalStateException if there is none, which the runner prevents for methods that
   *     declare the need
   */
  public Judge requireJudge() {
    if (judge == null) {
      throw new IllegalStateException("this method needs a judge: declare Need.JUDGE in needs()");
    }
    return judge;
  }
}
