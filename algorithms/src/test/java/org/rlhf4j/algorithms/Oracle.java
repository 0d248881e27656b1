package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

/** What on-policy methods must reach: ref exp(reward / beta), the optimum of E[r] - beta KL. */
public final class Oracle {

  /** Three prompts of one word. */
  public static final List<Prompt> PROMPTS =
      List.of(Tasks.prompt("a"), Tasks.prompt("b"), Tasks.prompt("c"));

  /** The letters of the answer, b counting twice. */
  public static final RewardModel REWARD =
      new FunctionReward(response -> reward(response.answer().text()));

  private Oracle() {}

  /** That of a text. */
  public static double reward(String text) {
    return text.chars().map(c -> c == 'b' ? 2 : c == ' ' ? 0 : 1).sum();
  }

  /** The greatest KL(pi || optimum) over the prompts, for answers of at most three tokens. */
  public static double distance(TabularPolicy policy, TabularPolicy reference, double beta) {
    double[] rewards =
        Tasks.LANGUAGE.completions(3).stream()
            .mapToDouble(y -> reward(reference.decode(y)))
            .toArray();
    double greatest = 0;
    for (Prompt prompt : PROMPTS) {
      double[] p = Exact.distribution(policy, prompt, 3);
      double[] optimum = Exact.optimum(Exact.distribution(reference, prompt, 3), rewards, beta);
      greatest = Math.max(greatest, Exact.kl(p, optimum));
    }
    return greatest;
  }

  /** Trains from the usual policy and asserts that it ends within 0.01 nats of the optimum. */
  public static void assertReachesOptimum(Optimizer method, double beta) {
    TabularPolicy policy = Tasks.policy();
    TabularPolicy reference = policy.copy();
    double before = distance(policy, reference, beta);
    method.optimize(Tasks.reinforce(policy, PROMPTS, REWARD, new RecordingLog()));
    double after = distance(policy, reference, beta);
    assertTrue(before > 0.1, "starts far off, at " + before);
    assertTrue(after <= 0.01, "from " + before + " to " + after);
  }

  /** Numbers in one row. */
  public static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }
}
