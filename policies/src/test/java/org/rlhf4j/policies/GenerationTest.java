package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;

class GenerationTest {

  private static final List<int[]> PROMPTS =
      List.of(new int[] {1, 3, 4, 5, 6}, new int[] {1}, new int[] {1, 9, 9}, new int[] {1, 12});

  @Test
  void samplesDoNotDependOnHowManyWorkAtATime() {
    List<List<Completion>> wanted = null;
    for (int rows : new int[] {1, 2, 3, 7, 64}) {
      try (TransformerPolicy policy = Policies.tiny(256, rows)) {
        var got = policy.generateFrom(PROMPTS, 5, Decoding.sampling(1, 12), RandomStream.ofSeed(4));
        if (wanted == null) {
          wanted = got;
        }
        for (int p = 0; p < PROMPTS.size(); p++) {
          for (int s = 0; s < 5; s++) {
            assertArrayEquals(
                wanted.get(p).get(s).tokens(), got.get(p).get(s).tokens(), rows + " rows");
            assertArrayEquals(wanted.get(p).get(s).logProbs(), got.get(p).get(s).logProbs(), 1e-5f);
          }
        }
      }
    }
  }

  @Test
  void theSameStreamGivesTheSameBytes() {
    try (TransformerPolicy policy = Policies.tiny(256, 3)) {
      var a = policy.generateFrom(PROMPTS, 4, Decoding.sampling(0.8, 12), RandomStream.ofSeed(4));
      var b = policy.generateFrom(PROMPTS, 4, Decoding.sampling(0.8, 12), RandomStream.ofSeed(4));
      var c = policy.generateFrom(PROMPTS, 4, Decoding.sampling(0.8, 12), RandomStream.ofSeed(5));
      assertEquals(text(a), text(b));
      assertTrue(!text(a).equals(text(c)), "another stream gave the same samples");
    }
  }

  @Test
  void theSmallestTemperatureIsGreedy() {
    try (TransformerPolicy policy = Policies.tiny(256, 3)) {
      var greedy = policy.generateFrom(PROMPTS, 1, Decoding.greedy(8), RandomStream.ofSeed(4));
      var cold = policy.generateFrom(PROMPTS, 1, coldest(0), RandomStream.ofSeed(4));
      var truncated = policy.generateFrom(PROMPTS, 1, coldest(3), RandomStream.ofSeed(4));
      for (int p = 0; p < PROMPTS.size(); p++) {
        // nearly: logits of random weights differ by more than the temperature
        assertArrayEquals(greedy.get(p).get(0).tokens(), cold.get(p).get(0).tokens());
        assertArrayEquals(greedy.get(p).get(0).tokens(), truncated.get(p).get(0).tokens());
      }
    }
  }

  private static Decoding coldest(int topK) {
    return new Decoding(1e-3, topK, 1, 8);
  }

  @Test
  void theContextEndsAnAnswerThatMayBeAsLongAsNumbersGo() {
    try (TransformerPolicy policy = Policies.tiny(256, 3)) {
      var all =
          policy.generateFrom(
              PROMPTS, 1, Decoding.sampling(1, Integer.MAX_VALUE), RandomStream.ofSeed(4));
      for (int p = 0; p < PROMPTS.size(); p++) {
        int length = PROMPTS.get(p).length + all.get(p).get(0).tokens().length;
        assertTrue(length <= policy.contextLength(), "length " + length);
      }
    }
  }

  @Test
  void moreAnswersThanMemoryHoldsAreRefused() {
    try (TransformerPolicy policy = Policies.tiny(256, 3)) {
      assertThrows(
          UserException.class,
          () ->
              policy.generateFrom(
                  PROMPTS, Integer.MAX_VALUE, Decoding.greedy(1), RandomStream.ofSeed(4)));
    }
  }

  private static String text(List<List<Completion>> all) {
    StringBuilder text = new StringBuilder();
    for (List<Completion> group : all) {
      for (Completion c : group) {
        text.append(Arrays.toString(c.tokens())).append(Arrays.toString(c.logProbs()));
      }
    }
    return text.toString();
  }

  // 4,000 draws of one token against the exact distribution: each frequency within 4.5 standard
  // errors (13 tokens and four distributions, so a false alarm would be rarer than one in a
  // thousand; the stream is fixed anyway).
  private static void frequenciesAgree(Decoding decoding) {
    try (TransformerPolicy policy = Policies.tiny(256, 64)) {
      int[] prompt = {1, 3, 8};
      int vocabulary = 13;
      double[] p = new double[vocabulary];
      for (int v = 0; v < vocabulary; v++) {
        TokenRow row = new TokenRow(prompt, new int[] {v});
        p[v] = Math.exp(policy.score(List.of(row), decoding.temperature()).get(0).logProbs()[0]);
      }
      assertEquals(1, Arrays.stream(p).sum(), 1e-5);
      double[] q = truncated(p, decoding);
      int n = 4000;
      int[] counts = new int[vocabulary];
      for (Completion c :
          policy.generateFrom(List.of(prompt), n, decoding, RandomStream.ofSeed(9)).get(0)) {
        int token = c.tokens()[0];
        counts[token]++;
        assertEquals(Math.log(q[token]), c.samplingLogProbs()[0], 1e-4);
      }
      for (int v = 0; v < vocabulary; v++) {
        double error = Math.sqrt(q[v] * (1 - q[v]) / n);
        assertEquals(
            q[v], counts[v] / (double) n, 4.5 * error + 1e-12, "token " + v + " of " + decoding);
      }
    }
  }

  // The definition, one token at a time: most probable first, at most k of them, until their sum
  // reaches topP.
  private static double[] truncated(double[] p, Decoding decoding) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, p.length).boxed().toList());
    order.sort((a, b) -> Double.compare(p[b], p[a]));
    int k = decoding.topK() == 0 ? p.length : decoding.topK();
    double[] kept = new double[p.length];
    double mass = order.subList(0, k).stream().mapToDouble(v -> p[v]).sum();
    double sum = 0;
    for (int v : order.subList(0, k)) {
      if (sum >= decoding.topP()) {
        break;
      }
      kept[v] = p[v] / mass;
      sum += p[v] / mass;
    }
    double total = Arrays.stream(kept).sum();
    return Arrays.stream(kept).map(x -> x / total).toArray();
  }

  @Test
  void plainSamplingFollowsTheModel() {
    frequenciesAgree(Decoding.sampling(1, 1));
  }

  @Test
  void temperatureDividesTheLogits() {
    frequenciesAgree(Decoding.sampling(0.02, 1));
  }

  @Test
  void topKKeepsTheMostProbable() {
    frequenciesAgree(new Decoding(0.05, 3, 1, 1));
  }

  @Test
  void topPKeepsTheSmallestSetThatReachesIt() {
    frequenciesAgree(new Decoding(0.05, 0, 0.7, 1));
  }

  @Test
  void endsAtTheStopTokenOrAtTheLimit() {
    try (TransformerPolicy policy = Policies.tiny(256, 8)) {
      var all =
          policy.generateFrom(
              List.of(new int[] {1, 3}), 200, Decoding.sampling(1, 12), RandomStream.ofSeed(1));
      int stopped = 0;
      for (Completion c : all.get(0)) {
        boolean stop = c.finish() == Completion.Finish.STOP;
        stopped += stop ? 1 : 0;
        assertEquals(stop, c.tokens()[c.tokens().length - 1] == 2);
        assertTrue(stop || c.tokens().length == 12);
        assertEquals(stop ? 1 : 0, Arrays.stream(c.tokens()).filter(t -> t == 2).count());
      }
      assertTrue(stopped > 50 && stopped < 200, stopped + " of 200 stopped");
    }
  }

  @Test
  void answersEndWhereTheContextDoes() {
    try (TransformerPolicy policy = Policies.tiny(256, 8)) {
      int[] long30 = IntStream.range(0, 30).map(i -> 3 + i % 10).toArray();
      var c =
          policy.generateFrom(
              List.of(long30), 20, Decoding.sampling(1, 12), RandomStream.ofSeed(1));
      assertTrue(c.get(0).stream().allMatch(x -> x.tokens().length <= 2));
      int[] full = IntStream.range(0, 32).map(i -> 3).toArray();
      UserException e =
          assertThrows(
              UserException.class,
              () ->
                  policy.generateFrom(
                      List.of(full), 1, Decoding.greedy(1), RandomStream.ofSeed(1)));
      assertTrue(e.getMessage().contains("32"), e.getMessage());
    }
  }

  @Test
  void limitsOfPromptsCutAnswersAndChangeNothingElse() {
    int[] limits = {1, 12, 5, 30};
    for (int rows : new int[] {1, 3, 64}) {
      try (TransformerPolicy policy = Policies.tiny(256, rows)) {
        Decoding decoding = Decoding.sampling(1, 12);
        var whole = policy.generateFrom(PROMPTS, 5, decoding, RandomStream.ofSeed(4));
        var got = policy.generateFrom(PROMPTS, 5, decoding, limits, RandomStream.ofSeed(4));
        int cut = 0;
        for (int p = 0; p < PROMPTS.size(); p++) {
          for (int s = 0; s < 5; s++) {
            int[] all = whole.get(p).get(s).tokens();
            Completion c = got.get(p).get(s);
            assertArrayEquals(
                Arrays.copyOf(all, Math.min(all.length, limits[p])), c.tokens(), "prompt " + p);
            assertEquals(policy.decode(c.tokens()), c.text());
            boolean stopped = c.tokens()[c.tokens().length - 1] == 2;
            assertEquals(stopped, c.finish() == Completion.Finish.STOP);
            cut += c.tokens().length < all.length ? 1 : 0;
          }
        }
        assertTrue(cut >= 5, cut + " were cut");
      }
    }
  }
}
