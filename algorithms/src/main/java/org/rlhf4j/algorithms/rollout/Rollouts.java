package org.rlhf4j.algorithms.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.OptimizationTask;

/**
 * Draws a policy's answers to the prompts of a task, batch by batch. What a step draws depends on
 * the number of the step and the weights alone.
 */
public final class Rollouts {

  private final OptimizationTask task;
  private final Policy policy;
  private final Decoding decoding;
  private final double temperature;

  /**
   * Rollouts of a task.
   *
   * @param task has the prompts, and the reward and reference for {@link #episodes}
   * @param policy answers; the task's own, or one that wraps it
   * @param decoding how answers are drawn
   * @param temperature at which log-probabilities are taken: that of the decoding, or 1
   * @throws UserException if there are no prompts, or one leaves no room for an answer
   */
  public Rollouts(OptimizationTask task, Policy policy, Decoding decoding, double temperature) {
    this.task = task;
    this.policy = policy;
    this.decoding = decoding;
    this.temperature = temperature;
    checkRoom(task.prompts(), policy);
  }

  /**
   * Refuses greedy decoding, with which all answers to a prompt are the same.
   *
   * @throws UserException if the temperature is 0
   */
  public static void requireSampling(String method, Decoding decoding) {
    if (decoding.temperature() == 0) {
      throw new UserException(
          method
              + " needs answers that differ: decoding.temperature must be above 0, got 0 (greedy)");
    }
  }

  private static void checkRoom(List<Prompt> prompts, Policy policy) {
    if (prompts.isEmpty()) {
      throw new UserException("data.prompts is empty; this method needs at least one prompt");
    }
    for (Prompt prompt : prompts) {
      int tokens = policy.encode(prompt).length;
      if (tokens >= policy.contextLength()) {
        throw new UserException(
            "prompt \""
                + prompt.id()
                + "\" has "
                + tokens
                + " tokens and leaves no room for an answer in the model's context of "
                + policy.contextLength()
                + "; shorten it or leave it out");
      }
    }
  }

  /**
   * Counts what so many {@link #episodes} and learning from them take.
   *
   * @param passes gradient steps that see an answer
   */
  public static List<Work> work(long answers, Decoding decoding, int passes) {
    int tokens = decoding.maxNewTokens();
    return List.of(
        Work.onOwn(Work.Kind.GENERATE, answers, tokens),
        Work.onOwn(Work.Kind.REWARD, answers, tokens),
        Work.onOwn(Work.Kind.READ, answers, tokens),
        Work.onOwn(Work.Kind.LEARN, answers * passes, tokens));
  }

  /**
   * The policy's answers in one step.
   *
   * @param step from 0
   * @param prompts how many prompts: all of the task in a random order, then all again in another
   * @param answers how many to each; those of a prompt stand next to each other
   */
  public List<Sampled> sample(int step, int prompts, int answers) {
    List<Prompt> asked = prompts(step, prompts);
    List<List<Completion>> drawn =
        policy.generate(asked, answers, decoding, task.random().child("rollout").child(step));
    List<Sampled> samples = new ArrayList<>();
    for (int p = 0; p < asked.size(); p++) {
      int[] ids = policy.encode(asked.get(p));
      for (Completion completion : drawn.get(p)) {
        samples.add(new Sampled(asked.get(p), new TokenRow(ids, completion.tokens()), completion));
      }
    }
    return samples;
  }

  private List<Prompt> prompts(int step, int count) {
    Passes passes = new Passes(task.random().child("prompts"), task.prompts().size());
    return Arrays.stream(passes.take((long) step * count, count))
        .mapToObj(task.prompts()::get)
        .toList();
  }

  /** The same with the task's rewards and the log-probabilities under policy and reference. */
  public List<Episode> episodes(int step, int prompts, int answers) {
    List<Sampled> samples = sample(step, prompts, answers);
    double[] rewards = task.requireReward().score(Sampled.responses(samples));
    List<TokenRow> rows = samples.stream().map(Sampled::row).toList();
    List<float[]> logProbs = samplerLogProbs(rows, samples);
    List<float[]> reference = task.reference().logProbs(rows, temperature);
    List<Episode> episodes = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      episodes.add(
          new Episode(
              rows.get(i), samples.get(i).ended(), logProbs.get(i), reference.get(i), rewards[i]));
    }
    return episodes;
  }

  /**
   * Log-probabilities of the answers under the policy that sampled them. The sampler knows them,
   * except at another temperature than 1 under truncation.
   */
  private List<float[]> samplerLogProbs(List<TokenRow> rows, List<Sampled> samples) {
    if (temperature == 1) {
      return samples.stream().map(s -> s.completion().logProbs()).toList();
    }
    if (!decoding.truncates()) {
      return samples.stream().map(s -> s.completion().samplingLogProbs()).toList();
    }
    return policy.likelihood().orElseThrow().logProbs(rows, temperature);
  }
}
