package org.rlhf4j.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.TrainablePolicy;

/**
 * An alignment problem whose solution is known: two words and end-of-sequence, answers of at most
 * two tokens, so that there are seven; a reward of ln 1, ln 2 or ln 3 for each; and feedback of
 * every kind that agrees with it exactly. The test of a method is then
 *
 * <pre>{@code
 * OracleProblem problem = new OracleProblem();
 * TabularPolicy policy = problem.policy();
 * assertTrue(problem.distance(policy, 0.5) > 0.1);
 * new MyMethod(0.5).optimize(problem.task(policy, new RecordingLog()));
 * assertEquals(0, problem.distance(policy, 0.5), 0.01);
 * }</pre>
 */
public final class OracleProblem {

  /** Most tokens of an answer, end-of-sequence included. */
  public static final int MAX_NEW_TOKENS = 2;

  /** Words a and b (ids 1 and 2) and end-of-sequence (id 0), in a context of six tokens. */
  public static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(6, "a", "b");

  /** exp of the reward of each answer, in the order of {@link #answers()}. */
  private static final int[] WEIGHTS = {2, 1, 3, 1, 1, 1, 3};

  /**
   * No prompt is another one with the beginning of an answer: they would share rows of the table,
   * and no policy could be the optimum after both.
   */
  private static final List<Prompt> PROMPTS =
      List.of(new Prompt("1", "a"), new Prompt("2", "b"), new Prompt("3", "b a b"));

  private final RandomStream random;

  /** The problem of seed 7. */
  public OracleProblem() {
    this(RandomStream.ofSeed(7));
  }

  /**
   * @param random where the start policy's logits and the task's randomness come from
   */
  public OracleProblem(RandomStream random) {
    this.random = random;
  }

  /** A new copy of the policy from which methods start, which is the reference as well. */
  public TabularPolicy policy() {
    return new TabularPolicy(LANGUAGE, random.child("start"), 0.5);
  }

  /** Three prompts. */
  public List<Prompt> prompts() {
    return PROMPTS;
  }

  /** All seven answers, with their token ids; those of two words are cut off. */
  public List<Answer> answers() {
    return LANGUAGE.completions(MAX_NEW_TOKENS).stream()
        .map(tokens -> new Answer(LANGUAGE.decode(tokens), tokens))
        .toList();
  }

  /** The reward of each answer, the same after every prompt. */
  public double[] rewards() {
    return Arrays.stream(WEIGHTS).mapToDouble(Math::log).toArray();
  }

  /**
   * The reward as methods get it: it goes by the text, and a longer answer than those of {@link
   * #answers()} is worth what its first two words are.
   */
  public RewardModel reward() {
    return new FunctionReward(response -> Math.log(weight(response.answer())));
  }

  /** A judge of whom Bradley and Terry would say: P(first) = exp(r1) / (exp(r1) + exp(r2)). */
  public Judge judge() {
    return ScriptedJudge.saying(OracleProblem::verdict);
  }

  private static Verdict verdict(Comparison comparison) {
    double first = weight(comparison.first());
    return Verdict.of(first / (first + weight(comparison.second())));
  }

  private static int weight(Answer answer) {
    int[] words = LANGUAGE.encode(answer.text());
    String first = LANGUAGE.decode(Arrays.copyOf(words, Math.min(words.length, MAX_NEW_TOKENS)));
    List<int[]> completions = LANGUAGE.completions(MAX_NEW_TOKENS);
    int y = 0;
    while (!LANGUAGE.decode(completions.get(y)).equals(first)) {
      y++;
    }
    return WEIGHTS[y];
  }

  /**
   * Every ordered pair of answers after every prompt, as often as Bradley and Terry's model of the
   * reward says in whole numbers: y before z exp(r(y)) times.
   */
  public List<Preference> preferences() {
    List<Answer> answers = answers();
    List<Preference> preferences = new ArrayList<>();
    for (Prompt prompt : PROMPTS) {
      for (int y = 0; y < WEIGHTS.length; y++) {
        for (int z = 0; z < WEIGHTS.length; z++) {
          for (int copy = 0; y != z && copy < WEIGHTS[y]; copy++) {
            preferences.add(new Preference(prompt, copy(answers.get(y)), copy(answers.get(z))));
          }
        }
      }
    }
    return preferences;
  }

  /** Every answer after every prompt, exp(reward) times. */
  public List<Demonstration> demonstrations() {
    List<Answer> answers = answers();
    List<Demonstration> demonstrations = new ArrayList<>();
    for (Prompt prompt : PROMPTS) {
      for (int y = 0; y < WEIGHTS.length; y++) {
        for (int copy = 0; copy < WEIGHTS[y]; copy++) {
          demonstrations.add(new Demonstration(prompt, copy(answers.get(y))));
        }
      }
    }
    return demonstrations;
  }

  /** Rows do not share arrays, so that one that is written to shows. */
  private static Answer copy(Answer answer) {
    return new Answer(answer.text(), Objects.requireNonNull(answer.tokens()).clone());
  }

  /** All answers after all prompts, as a reward is asked. */
  public List<Response> responses() {
    return PROMPTS.stream()
        .flatMap(prompt -> answers().stream().map(answer -> new Response(prompt, answer)))
        .toList();
  }

  /**
   * A task that offers everything: demonstrations, preferences, prompts, reward and judge.
   *
   * @param start what the method trains, usually {@link #policy()}; its copy is the reference
   */
  public OptimizationTask task(TrainablePolicy start, RunLog log) {
    return new OptimizationTask(
        start,
        start.copy(),
        demonstrations(),
        preferences(),
        PROMPTS,
        reward(),
        judge(),
        random.child("task"),
        log);
  }

  /** The optimum of E[reward] - beta KL(. || reference) after a prompt, over {@link #answers()}. */
  public double[] optimum(Prompt prompt, double beta) {
    try (TabularPolicy reference = policy()) {
      double[] start = Exact.distribution(reference, prompt, MAX_NEW_TOKENS);
      return Exact.optimum(start, rewards(), beta);
    }
  }

  /** The greatest KL(policy || optimum) over the prompts, in nats. */
  public double distance(Policy policy, double beta) {
    List<int[]> completions = LANGUAGE.completions(MAX_NEW_TOKENS);
    return PROMPTS.stream()
        .mapToDouble(
            prompt ->
                Exact.kl(Exact.distribution(policy, prompt, completions), optimum(prompt, beta)))
        .max()
        .orElseThrow();
  }

  /** The mean reward of a policy, over the prompts and its own answers. */
  public double meanReward(Policy policy) {
    List<int[]> completions = LANGUAGE.completions(MAX_NEW_TOKENS);
    return IntStream.range(0, PROMPTS.size())
        .mapToDouble(
            p -> Exact.mean(Exact.distribution(policy, PROMPTS.get(p), completions), rewards()))
        .average()
        .orElseThrow();
  }
}
