package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.testkit.Gradients;

final class BradleyTerryLossTest {

  /** The same in plain Java, by the definition. */
  private static double twin(double[] scores, int pairs) {
    double sum = 0;
    for (int i = 0; i < scores.length; i += 2) {
      sum += Math.log(1 + Math.exp(-(scores[i] - scores[i + 1])));
    }
    return sum / pairs;
  }

  private static NDArray loss(NDManager manager, NDArray scores, int pairs) {
    int rows = (int) scores.getShape().get(0);
    Microbatch micro =
        new Microbatch(manager, IntStream.range(0, rows).toArray(), scores, scores.onesLike());
    return new BradleyTerryLoss(pairs).of(micro);
  }

  private static double value(double[] scores, int pairs) {
    return Gradients.value((m, x) -> loss(m, x, pairs), scores, new Shape(scores.length, 1));
  }

  private static double[] scores(int rows) {
    return RandomStream.ofSeed(5).generator().doubles(rows, -3, 3).toArray();
  }

  @Test
  void equalScoresCostLn2() {
    assertEquals(Math.log(2), value(new double[] {1.5, 1.5, -7, -7}, 2), 1e-12);
  }

  @Test
  void aMarginOfLn3LeavesOneQuarterToTheOther() {
    assertEquals(Math.log(4 / 3.0), value(new double[] {Math.log(3), 0}, 1), 1e-12);
  }

  @RepeatedTest(200)
  void agreesWithItsTwin(RepetitionInfo repetition) {
    int pairs = 1 + repetition.getCurrentRepetition() % 9;
    double[] scores =
        RandomStream.ofSeed(repetition.getCurrentRepetition())
            .generator()
            .doubles(2L * pairs, -3, 3)
            .toArray();
    assertEquals(twin(scores, pairs), value(scores, pairs), 1e-12);
  }

  @Test
  void sharesOfMicrobatchesAddUp() {
    double[] scores = scores(10);
    double[] head = Arrays.copyOf(scores, 4);
    double[] tail = Arrays.copyOfRange(scores, 4, 10);
    assertEquals(value(scores, 5), value(head, 5) + value(tail, 5), 1e-12);
  }

  @Test
  void gradientAgreesWithFiniteDifferences() {
    Gradients.assertGradient((m, x) -> loss(m, x, 4), scores(8), new Shape(8, 1), 1e-8);
  }

  @Test
  void gradientAtEqualScoresIsMinusAndPlusOneHalfOfThePair() {
    double[] gradient =
        Gradients.gradient((m, x) -> loss(m, x, 1), new double[] {3, 3}, new Shape(2, 1));
    assertEquals(-0.5, gradient[0]);
    assertEquals(0.5, gradient[1]);
  }

  @Test
  void hugeMarginsDoNotOverflow() {
    assertEquals(1000, value(new double[] {-500, 500}, 1), 1e-9);
    assertEquals(0, value(new double[] {500, -500}, 1), 1e-12);
  }
}
