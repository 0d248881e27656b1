package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;

final class DpoLossTest {

  private static final Shape PAIR = new Shape(2, 1);

  /** The loss of one pair with answers of one token and a reference of probability 1. */
  private static Gradients.Loss onePair(double beta) {
    return (m, x) -> new DpoLoss(beta, 0).of(new PairOutputs(x, m.zeros(PAIR), m.ones(PAIR), 1, 1));
  }

  @Test
  void isLnTwoWherePolicyAndReferenceAgree() {
    assertEquals(Math.log(2), Gradients.value(onePair(0.1), new double[] {0, 0}, PAIR), 1e-15);
  }

  @Test
  void theGradientAtTheStartIsHalfOfBeta() {
    double[] gradient = Gradients.gradient(onePair(0.1), new double[] {0, 0}, PAIR);
    assertArrayEquals(new double[] {-0.05, 0.05}, gradient, 1e-15);
  }

  @Test
  void threeToOneIsLogOfFourThirds() {
    double[] margin = {Math.log(3), 0};
    assertEquals(Math.log(4 / 3.0), Gradients.value(onePair(1), margin, PAIR), 1e-15);
    double[] gradient = Gradients.gradient(onePair(1), margin, PAIR);
    assertArrayEquals(new double[] {-1 / 4.0, 1 / 4.0}, gradient, 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0, 0", "-1000, 1000, -1"})
  void extremeMarginsDoNotOverflow(double margin, double value, double slope) {
    double[] x = {margin, 0};
    assertEquals(value, Gradients.value(onePair(1), x, PAIR), 1e-12);
    assertArrayEquals(new double[] {slope, -slope}, Gradients.gradient(onePair(1), x, PAIR), 1e-12);
  }

  @RepeatedTest(20)
  void agreesWithItsTwinWhateverThePadding(RepetitionInfo repetition) {
    RandomStream random = Tasks.RANDOM.child("dpo").child(repetition.getCurrentRepetition());
    RaggedBatch some = RaggedBatch.random(random, 3, 6);
    int[] lengths = new int[2 * some.lengths().length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = some.lengths()[i / 2] + i % 2;
    }
    RaggedBatch batch = new RaggedBatch(lengths, some.width() + 1);
    double[][] policy = batch.normal(random.child("policy"), 2);
    double[][] reference = batch.normal(random.child("reference"), 2);
    double beta = 0.3;
    Gradients.Loss padded =
        (m, x) ->
            new DpoLoss(beta, 0)
                .of(
                    new PairOutputs(
                        x, batch.array(m, reference), batch.mask(m), lengths.length / 2, 1));
    double[] garbage = batch.padded(policy, -77);
    assertEquals(
        twin(policy, reference, beta), Gradients.value(padded, garbage, batch.shape()), 1e-12);
    Gradients.assertGradient(padded, garbage, batch.shape(), 1e-8);
  }

  private static double twin(double[][] policy, double[][] reference, double beta) {
    int pairs = policy.length / 2;
    double loss = 0;
    for (int pair = 0; pair < pairs; pair++) {
      double margin = 0;
      for (int side = 0; side < 2; side++) {
        int row = 2 * pair + side;
        for (int t = 0; t < policy[row].length; t++) {
          margin += (side == 0 ? beta : -beta) * (policy[row][t] - reference[row][t]);
        }
      }
      loss -= Math.log(1 / (1 + Math.exp(-margin)));
    }
    return loss / pairs;
  }
}
