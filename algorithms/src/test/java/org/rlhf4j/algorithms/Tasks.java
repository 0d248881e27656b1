package org.rlhf4j.algorithms;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

/** Tasks on a language of three words, for tests. */
public final class Tasks {

  /** Ids 1, 2 and 3; end-of-sequence is 0. */
  public static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(6, "a", "b", "c");

  /** The randomness of tests. */
  public static final RandomStream RANDOM = RandomStream.ofSeed(7);

  private Tasks() {}

  /** A policy whose distributions are neither uniform nor degenerate. */
  public static TabularPolicy policy() {
    return new TabularPolicy(LANGUAGE, RANDOM.child("policy"), 0.7);
  }

  /** A prompt, named as it reads. */
  public static Prompt prompt(String text) {
    return new Prompt("prompt " + text, text);
  }

  /** A demonstration from texts. */
  public static Demonstration demonstration(String prompt, String answer) {
    return new Demonstration(prompt(prompt), Answer.ofText(answer));
  }

  /** A preference from texts. */
  public static Preference preference(String prompt, String chosen, String rejected) {
    return new Preference(prompt(prompt), Answer.ofText(chosen), Answer.ofText(rejected));
  }

  /** A task with demonstrations. */
  public static OptimizationTask imitate(
      TrainablePolicy start, List<Demonstration> demonstrations, RunLog log) {
    return task(start, demonstrations, List.of(), List.of(), null, log);
  }

  /** A task with preferences. */
  public static OptimizationTask prefer(
      TrainablePolicy start, List<Preference> preferences, RunLog log) {
    return task(start, List.of(), preferences, List.of(), null, log);
  }

  /** A task with prompts and a reward. */
  public static OptimizationTask reinforce(
      TrainablePolicy start, List<Prompt> prompts, RewardModel reward, RunLog log) {
    return task(start, List.of(), List.of(), prompts, reward, log);
  }

  /** The same with demonstrations beside them. */
  public static OptimizationTask reinforce(
      TrainablePolicy start,
      List<Prompt> prompts,
      RewardModel reward,
      List<Demonstration> demonstrations,
      RunLog log) {
    return task(start, demonstrations, List.of(), prompts, reward, log);
  }

  private static OptimizationTask task(
      TrainablePolicy start,
      List<Demonstration> demonstrations,
      List<Preference> preferences,
      List<Prompt> prompts,
      @Nullable RewardModel reward,
      RunLog log) {
    return new OptimizationTask(
        start,
        start.copy(),
        demonstrations,
        preferences,
        prompts,
        reward,
        null,
        RANDOM.child("task"),
        log);
  }

  /** Unshuffled passes with a constant learning rate and no clipping. */
  public static TrainingOptions training(
      int batchSize, int gradientAccumulation, int epochs, double learningRate) {
    AdamW rule = new AdamW(learningRate, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
    return new TrainingOptions(
        batchSize, gradientAccumulation, epochs, 0, false, new LengthLimits(), rule);
  }

  /**
   * The same with steps in proportion to the gradient: AdamW with a large epsilon. (With a small
   * one it blows rounding up to full steps where gradients cancel.)
   */
  public static TrainingOptions gradientDescent(int batchSize, int gradientAccumulation) {
    AdamW rule = new AdamW(1000, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1000, 0, 0);
    return new TrainingOptions(
        batchSize, gradientAccumulation, 3, 0, false, new LengthLimits(), rule);
  }

  /** The largest difference between the distributions of two policies after a prompt. */
  public static double distance(TabularPolicy p, TabularPolicy q, String prompt) {
    double[] a = Exact.distribution(p, prompt(prompt), 3);
    double[] b = Exact.distribution(q, prompt(prompt), 3);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
