package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;

final class SftLossTest {

  private final SftLoss loss = new SftLoss();

  @Test
  void isTheMeanSurprise() {
    double quarter = Math.log(1 / 4.0);
    double half = Math.log(1 / 2.0);
    double value =
        Gradients.value(
            (m, x) -> loss.of(x, m.ones(x.getShape()), 2),
            new double[] {quarter, half},
            new Shape(1, 2));
    assertEquals(Math.log(8) / 2, value, 1e-15);
  }

  @RepeatedTest(200)
  void agreesWithItsTwinWhateverThePadding(RepetitionInfo repetition) {
    RandomStream random = Tasks.RANDOM.child("sft").child(repetition.getCurrentRepetition());
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] logProbs = batch.normal(random.child("log-probs"), 2);
    double sum = 0;
    for (double[] row : logProbs) {
      for (double logProb : row) {
        sum -= logProb;
      }
    }
    Gradients.Loss padded = (m, x) -> loss.of(x, batch.mask(m), batch.tokens());
    double[] garbage = batch.padded(logProbs, -77);
    assertEquals(sum / batch.tokens(), Gradients.value(padded, garbage, batch.shape()), 1e-12);
    if (repetition.getCurrentRepetition() <= 20) { // each waits for a garbage collection
      Gradients.assertGradient(padded, garbage, batch.shape(), 1e-8);
    }
  }
}
