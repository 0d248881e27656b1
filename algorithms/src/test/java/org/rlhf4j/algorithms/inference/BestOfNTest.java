package org.rlhf4j.algorithms.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

final class BestOfNTest {

  @Test
  void saysWhatASavedModelIsPartOf(@TempDir Path folder) throws IOException {
    try (Policy policy = new BestOfN(Tasks.policy(), responses -> new double[0], 16)) {
      policy.save(folder);
    }
    String note = Files.readString(folder.resolve("rlhf4j-policy.json"));
    assertTrue(note.contains("\"kind\": \"best-of-n\",\n  \"n\": 16,\n"), note);
  }

  private static final Prompt PROMPT = Tasks.prompt("a");
  private static final Decoding TWO_TOKENS = Decoding.sampling(1, 2);

  /** Counts the letters b: many answers are equally good. */
  private static double letters(String text) {
    return text.chars().filter(c -> c == 'b').count();
  }

  private static final RewardModel REWARD =
      new FunctionReward(response -> letters(response.answer().text()));

  private static Policy bestOf(int n, TabularPolicy policy) {
    OptimizationTask task = Tasks.reinforce(policy, List.of(PROMPT), REWARD, new RecordingLog());
    return new BestOfNPlugin().create(new BestOfNOptions(n), null).optimize(task);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void drawsFromTheExactDistribution(int n) {
    TabularPolicy policy = Tasks.policy();
    List<int[]> answers = Tasks.LANGUAGE.completions(2);
    double[] reward = answers.stream().mapToDouble(y -> letters(policy.decode(y))).toArray();
    double[] exact = Exact.bestOf(n, Exact.distribution(policy, PROMPT, 2), reward);
    assertEquals(1, Arrays.stream(exact).sum(), 1e-12);
    int draws = 20_000;
    int[] counts = new int[answers.size()];
    Policy best = bestOf(n, policy);
    for (Completion c :
        best.generate(List.of(PROMPT), draws, TWO_TOKENS, Tasks.RANDOM.child("draws")).get(0)) {
      counts[place(answers, c.tokens())]++;
    }
    for (int y = 0; y < counts.length; y++) {
      double error = Math.sqrt(exact[y] * (1 - exact[y]) / draws);
      assertEquals(exact[y], (double) counts[y] / draws, 4 * error + 1e-12, "answer " + y);
    }
  }

  private static int place(List<int[]> answers, int[] answer) {
    for (int y = 0; y < answers.size(); y++) {
      if (Arrays.equals(answers.get(y), answer)) {
        return y;
      }
    }
    throw new AssertionError(Arrays.toString(answer) + " is no completion");
  }

  @Test
  void theExactDistributionIsThatOfAllTuples() {
    double[] p = {0.1, 0.2, 0.3, 0.4};
    double[] reward = {1, 0, 1, 2};
    double[] brute = new double[4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 4; k++) {
          int best = reward[j] > reward[i] ? j : i;
          best = reward[k] > reward[best] ? k : best;
          brute[best] += p[i] * p[j] * p[k];
        }
      }
    }
    double[] exact = Exact.bestOf(3, p, reward);
    for (int y = 0; y < 4; y++) {
      assertEquals(brute[y], exact[y], 1e-15);
    }
  }

  @Test
  void theFirstAmongEqualsIsGiven() {
    TabularPolicy policy = Tasks.policy();
    Policy indifferent = new BestOfN(policy, new FunctionReward(response -> 1), 4);
    List<Completion> all = policy.generate(List.of(PROMPT), 8, TWO_TOKENS, Tasks.RANDOM).get(0);
    List<Completion> given =
        indifferent.generate(List.of(PROMPT), 2, TWO_TOKENS, Tasks.RANDOM).get(0);
    assertEquals(all.get(0).answer(), given.get(0).answer());
    assertEquals(all.get(4).answer(), given.get(1).answer());
  }

  @Test
  void promptsKeepTheirOwnAnswers() {
    TabularPolicy policy = Tasks.policy();
    List<Prompt> prompts = List.of(PROMPT, Tasks.prompt("b"), Tasks.prompt("c"));
    List<List<Completion>> all = policy.generate(prompts, 6, TWO_TOKENS, Tasks.RANDOM);
    List<List<Completion>> given = bestOf(3, policy).generate(prompts, 2, TWO_TOKENS, Tasks.RANDOM);
    for (int p = 0; p < 3; p++) {
      for (int s = 0; s < 2; s++) {
        double best =
            all.get(p).subList(3 * s, 3 * s + 3).stream()
                .mapToDouble(c -> letters(c.text()))
                .max()
                .orElseThrow();
        assertEquals(best, letters(given.get(p).get(s).text()));
      }
    }
  }

  @Test
  void itsDivergenceStaysBelowTheBound() {
    TabularPolicy policy = Tasks.policy();
    double[] p = Exact.distribution(policy, PROMPT, 2);
    double[] distinct = new double[p.length];
    Arrays.setAll(distinct, y -> Math.sin(y));
    for (int n : new int[] {1, 2, 4, 16}) {
      double bound = bestOf(n, policy).klUpperBound().orElseThrow();
      double exact = Exact.kl(Exact.bestOf(n, p, distinct), p);
      assertTrue(exact <= bound + 1e-12, exact + " nats for n = " + n + ", above " + bound);
    }
    assertEquals(0, bestOf(1, policy).klUpperBound().orElseThrow());
    assertEquals(Math.log(16) - 15 / 16.0, bestOf(16, policy).klUpperBound().orElseThrow());
  }

  @Test
  void hasNoLikelihoodAndNeedsText() {
    Policy best = bestOf(2, Tasks.policy());
    assertEquals(Optional.empty(), best.likelihood());
    assertThrows(
        UnsupportedOperationException.class,
        () -> best.generateFrom(List.of(), 1, TWO_TOKENS, Tasks.RANDOM));
  }
}
