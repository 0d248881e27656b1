package org.rlhf4j.algorithms.iterated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.rollout.FirstBest;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.testkit.MemoryCheckpoints;

final class QuantilesTest {

  @ParameterizedTest
  @CsvSource({
    // scores, k, quantiles worked out by hand
    "4 3 2 1, 2, 0 0 1 1",
    "1 4 2 3, 4, 3 0 2 1",
    "7 6 5 4 3 2 1, 3, 0 0 0 1 1 2 2",
    "-0.5 0.5 1.5, 3, 2 1 0",
    // equal scores share the quantile of the last of them, the highest that of the first
    "1 1 1 1, 2, 0 0 0 0",
    "2 1 1 1, 2, 0 1 1 1",
    "2 2 1 1, 4, 0 0 3 3",
    "1 3 1 2 2 2, 3, 2 0 2 1 1 1",
    // one in ten is good: the best half holds no bad answer
    "0 0 0 0 0 0 0 0 0 1, 2, 1 1 1 1 1 1 1 1 1 0",
    // a pool smaller than k
    "5, 5, 0",
    "1 2, 5, 2 0",
    "3 3 1, 7, 0 0 4"
  })
  void areWorkedOutByHand(String scores, int k, String quantiles) {
    double[] numbers = Arrays.stream(scores.split(" ")).mapToDouble(Double::parseDouble).toArray();
    int[] expected = Arrays.stream(quantiles.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertArrayEquals(expected, ScoreQuantiles.of(numbers, k));
  }

  @Test
  void differInSizeByOneAtMostWithoutTies() {
    for (int n = 1; n < 60; n++) {
      double[] scores = new double[n];
      Arrays.setAll(scores, i -> Math.sin(i));
      for (int k = 1; k <= n; k++) {
        int[][] members = ScoreQuantiles.members(ScoreQuantiles.of(scores, k), k);
        assertEquals(k, members.length);
        int smallest = Arrays.stream(members).mapToInt(m -> m.length).min().orElseThrow();
        int largest = Arrays.stream(members).mapToInt(m -> m.length).max().orElseThrow();
        assertEquals(n % k == 0 ? 0 : 1, largest - smallest, n + " scores, k = " + k);
      }
    }
  }

  @Test
  void thePoolKeepsAllAndIsCutAnew() {
    QuarkPool pool = new QuarkPool(2);
    pool.add(entries(1, 2));
    assertEquals(2, pool.size());
    assertEquals(2, pool.threshold());
    assertEquals(1, drawnUnder(pool, 1));
    assertEquals(0, drawnUnder(pool, 2));
    pool.add(entries(4, 3));
    assertEquals(4, pool.size());
    assertEquals(3, pool.threshold());
    assertEquals(1, drawnUnder(pool, 1));
    assertEquals(1, drawnUnder(pool, 2), "was among the best before");
    assertEquals(0, drawnUnder(pool, 3));
    assertEquals(0, drawnUnder(pool, 4));
    assertEquals(3.5, pool.newest(QuarkPool.Entry::score), "of the second round alone");
  }

  @Test
  void quantilesAreDrawnEquallyOftenHoweverManyAnswersTheyHave() {
    QuarkPool pool = new QuarkPool(2);
    pool.add(entries(9, 9, 9, 9, 9, 2, 1, 0));
    List<QuarkPool.Draw> draws = pool.draw(4000, 2, Tasks.RANDOM.child("draws"));
    long best = draws.stream().filter(d -> d.quantile() == 0).count();
    assertEquals(2000.0, (double) best, 4 * 31.6);
    for (int score = 0; score < 3; score++) {
      int wanted = score;
      long drawn = draws.stream().filter(d -> d.row().completion()[0] == wanted).count();
      assertEquals(
          2000 / 3.0, (double) drawn, 4 * 23.6, "four standard errors of a third of a half");
    }
  }

  @Test
  void ofTheBestAloneOnlyTheBestAreDrawn() {
    QuarkPool pool = new QuarkPool(3);
    pool.add(entries(9, 8, 5, 4, 1, 0));
    List<Integer> drawn =
        pool.draw(200, 1, Tasks.RANDOM).stream()
            .map(draw -> draw.row().completion()[0])
            .distinct()
            .sorted()
            .toList();
    assertEquals(List.of(8, 9), drawn);
  }

  @Test
  void thePoolIsReadBackAsItWas() throws IOException {
    QuarkPool pool = new QuarkPool(3);
    pool.add(entries(1, 2, 3));
    pool.add(entries(2, 5));
    byte[] state = MemoryCheckpoints.bytes(pool);
    QuarkPool copy = new QuarkPool(3);
    copy.add(entries(77));
    copy.readState(new DataInputStream(new ByteArrayInputStream(state)));
    assertArrayEquals(state, MemoryCheckpoints.bytes(copy));
    assertEquals(pool.threshold(), copy.threshold());
    assertEquals(3.5, copy.newest(QuarkPool.Entry::score));
    assertEquals(
        pool.draw(50, 3, Tasks.RANDOM).stream().map(QuarkPool.Draw::quantile).toList(),
        copy.draw(50, 3, Tasks.RANDOM).stream().map(QuarkPool.Draw::quantile).toList());
  }

  /** Answers whose only token is their score. */
  private static List<QuarkPool.Entry> entries(int... scores) {
    return Arrays.stream(scores)
        .mapToObj(
            score ->
                new QuarkPool.Entry(
                    new TokenRow(new int[] {1}, new int[] {score}), score, 0.5 * score, -score))
        .toList();
  }

  /** Under which quantile the pool draws the answer of this score. */
  private static int drawnUnder(QuarkPool pool, int score) {
    return pool.draw(200, 2, Tasks.RANDOM).stream()
        .filter(draw -> draw.row().completion()[0] == score)
        .mapToInt(QuarkPool.Draw::quantile)
        .reduce((one, other) -> one == other ? one : -1)
        .orElseThrow();
  }

  @Test
  void aScoreThatIsNoNumberIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ScoreQuantiles.of(new double[] {1, Double.NaN, 2}, 2));
    assertEquals("the score of answer 1 is NaN", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> FirstBest.ofEach(new double[] {Double.NaN, 1}, 2),
        "a leading NaN would be the best");
  }
}
