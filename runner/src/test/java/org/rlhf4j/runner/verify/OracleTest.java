package org.rlhf4j.runner.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.math.RandomStream;

/** What the oracle knows agrees with itself: feedback, rewards and distributions. */
final class OracleTest {
  private static final int COPIES = 8;

  private final RandomStream random = RandomStream.ofSeed(3);
  private final Oracle oracle = Languages.table(random);

  @AfterEach
  void close() {
    oracle.close();
  }

  @Test
  void everyCompletionIsThereAndProbabilitiesAddUp() {
    // 1 + 3 + 9 that end by themselves after 0, 1, 2 words, and 27 that are cut off
    assertEquals(40, oracle.completions().size());
    for (double[] p : oracle.references()) {
      assertEquals(1, Arrays.stream(p).sum(), 1e-6);
    }
  }

  @Test
  void someRewardsAreEqual() {
    for (double[] rewards : oracle.rewards()) {
      Set<Double> distinct = new HashSet<>(Arrays.stream(rewards).boxed().toList());
      assertTrue(distinct.size() < rewards.length, "no ties among " + distinct);
    }
  }

  @Test
  void preferencesFollowBradleyAndTerry() {
    Map<List<Object>, Integer> wins = new HashMap<>();
    for (Preference p : oracle.preferences(COPIES, 0)) {
      wins.merge(List.of(p.prompt(), p.chosen(), p.rejected()), 1, Integer::sum);
    }
    double wrong = 0;
    int pairs = 0;
    for (int p = 0; p < oracle.prompts().size(); p++) {
      Prompt prompt = oracle.prompts().get(p);
      for (int a = 0; a < 40; a++) {
        for (int b = 0; b < a; b++) {
          Answer first = answer(a);
          Answer second = answer(b);
          int won = wins.getOrDefault(List.of(prompt, first, second), 0);
          int lost = wins.getOrDefault(List.of(prompt, second, first), 0);
          assertEquals(COPIES, won + lost);
          double difference = oracle.rewards()[p][a] - oracle.rewards()[p][b];
          double expected = COPIES / (1 + Math.exp(-difference));
          assertEquals(expected, won, 1);
          wrong += won - expected;
          pairs++;
        }
      }
    }
    assertEquals(2 * 780, pairs);
    assertEquals(0, wrong, 2, "what rounding took from one pair the next one gets");
  }

  private Answer answer(int place) {
    int[] tokens = oracle.completions().get(place);
    return new Answer(oracle.reference().decode(tokens), tokens);
  }

  @Test
  void demonstrationsHaveTheProportionsOfTheOptimum() {
    double[][] optimum = oracle.optimum(0.5);
    List<Demonstration> demonstrations = oracle.demonstrations(2000, 0.5);
    double[][] shares = oracle.shares(demonstrations);
    for (int p = 0; p < shares.length; p++) {
      for (int y = 0; y < shares[p].length; y++) {
        assertEquals(optimum[p][y], shares[p][y], 1.0 / 2000);
      }
    }
  }

  @Test
  void theJudgeIsAsSureAsBradleyAndTerry() {
    Prompt prompt = oracle.prompts().get(0);
    double difference = oracle.rewards()[0][1] - oracle.rewards()[0][0];
    List<Comparison> comparisons =
        IntStream.range(0, 20_000)
            .mapToObj(i -> new Comparison("c" + i, prompt, answer(1), answer(0)))
            .toList();
    double first =
        oracle.judge(random).judge(comparisons).stream()
            .mapToDouble(v -> v.preferFirst())
            .average()
            .orElseThrow();
    double expected = 1 / (1 + Math.exp(-difference));
    assertEquals(expected, first, 4 * Math.sqrt(expected * (1 - expected) / comparisons.size()));
  }

  @Test
  void theRewardIsThatOfTheTable() {
    Prompt prompt = oracle.prompts().get(1);
    double[] scores =
        oracle
            .reward()
            .score(List.of(new Response(prompt, answer(7)), new Response(prompt, answer(9))));
    assertEquals(oracle.rewards()[1][7], scores[0]);
    assertEquals(oracle.rewards()[1][9], scores[1]);
  }
}
