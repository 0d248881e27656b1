package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.exact.Exact;
import org.rlhf4j.exact.TabularPolicy;

/** The feedback of the problem agrees with its reward, and its optimum is one. */
final class OracleProblemTest {

  private final OracleProblem problem = new OracleProblem();
  private final Prompt prompt = problem.prompts().get(0);

  @Test
  void theRewardKnowsEveryAnswer() {
    double[] scores =
        problem
            .reward()
            .score(problem.answers().stream().map(a -> new Response(prompt, a)).toList());
    assertArrayEquals(problem.rewards(), scores);
    Response longer = new Response(prompt, Answer.ofText("b b a"));
    assertEquals(Math.log(3), problem.reward().score(List.of(longer))[0], "as b b is worth");
  }

  /** Bradley and Terry: of a pair, y is preferred with probability exp(r(y)) / sum of both. */
  @Test
  void preferencesAndJudgeAreThoseOfBradleyAndTerry() {
    Map<String, Integer> wins = new HashMap<>();
    for (Preference p : problem.preferences()) {
      wins.merge(p.chosen().text() + " > " + p.rejected().text(), 1, Integer::sum);
    }
    List<Answer> answers = problem.answers();
    for (int y = 0; y < answers.size(); y++) {
      for (int z = 0; z < answers.size(); z++) {
        if (y != z) {
          double expected = 1 / (1 + Math.exp(problem.rewards()[z] - problem.rewards()[y]));
          String there = answers.get(y).text() + " > " + answers.get(z).text();
          String back = answers.get(z).text() + " > " + answers.get(y).text();
          double share = (double) wins.get(there) / (wins.get(there) + wins.get(back));
          assertEquals(expected, share, 1e-15);
          Comparison asked = new Comparison("1", prompt, answers.get(y), answers.get(z));
          assertEquals(expected, problem.judge().judge(List.of(asked)).get(0).preferFirst(), 1e-15);
        }
      }
    }
  }

  /** The optimum of E[r] - beta KL is above every mixture of it with another distribution. */
  @Test
  void theOptimumIsOne() {
    double beta = 0.5;
    TabularPolicy reference = problem.policy();
    double[] start = Exact.distribution(reference, prompt, OracleProblem.MAX_NEW_TOKENS);
    double[] optimum = problem.optimum(prompt, beta);
    assertEquals(1, Arrays.stream(optimum).sum(), 1e-12);
    double best = objective(optimum, start, beta);
    for (int y = 0; y < optimum.length; y++) {
      double[] moved = optimum.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] = 0.999 * optimum[i] + (i == y ? 0.001 : 0);
      }
      assertTrue(objective(moved, start, beta) < best, "more of answer " + y);
    }
    assertTrue(problem.distance(reference, beta) > 0.1, "the start is far off");
  }

  private double objective(double[] p, double[] start, double beta) {
    return Exact.mean(p, problem.rewards()) - beta * Exact.kl(p, start);
  }

  @Test
  void thePolicyThatIsTheOptimumHasNoDistance() {
    TabularPolicy policy = problem.policy();
    for (Prompt p : problem.prompts()) {
      setTo(policy, policy.encode(p), problem.optimum(p, 0.5));
    }
    assertEquals(0, problem.distance(policy, 0.5), 1e-6);
    double mean =
        problem.prompts().stream()
            .mapToDouble(p -> Exact.mean(problem.optimum(p, 0.5), problem.rewards()))
            .average()
            .orElseThrow();
    assertEquals(mean, problem.meanReward(policy), 1e-6);
  }

  /** Conditional probabilities from those of whole answers: end, aX, bX with three each. */
  private static void setTo(TabularPolicy policy, int[] prompt, double[] p) {
    double a = p[1] + p[2] + p[3];
    double b = p[4] + p[5] + p[6];
    policy.setLogits(prompt, Math.log(p[0]), Math.log(a), Math.log(b));
    for (int word = 1; word <= 2; word++) {
      int[] after = Arrays.copyOf(prompt, prompt.length + 1);
      after[prompt.length] = word;
      int from = word == 1 ? 1 : 4;
      policy.setLogits(after, Math.log(p[from]), Math.log(p[from + 1]), Math.log(p[from + 2]));
    }
  }

  /** Demonstrations are what a policy gives that is right in proportion to exp(reward). */
  @Test
  void demonstrationsAreInProportion() {
    Map<String, Long> counts = new HashMap<>();
    problem.demonstrations().stream()
        .filter(d -> d.prompt().equals(prompt))
        .forEach(d -> counts.merge(d.answer().text(), 1L, Long::sum));
    List<Answer> answers = problem.answers();
    for (int y = 0; y < answers.size(); y++) {
      assertEquals(
          Math.exp(problem.rewards()[y]), counts.get(answers.get(y).text()).doubleValue(), 1e-12);
    }
  }
}
