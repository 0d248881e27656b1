package org.rlhf4j.algorithms.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.Twins;

final class SftLossTest {

  private final Sft.Loss loss = new Sft.Loss();

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

  @Test
  void agreesWithItsTwinWhateverThePadding() {
    Twins.agree(Tasks.RANDOM.child("sft"), this::onABatch);
  }

  private Twins.Case onABatch(RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] logProbs = batch.normal(random.child("log-probs"), 2);
    double sum = 0;
    for (double[] row : logProbs) {
      for (double logProb : row) {
        sum -= logProb;
      }
    }
    return new Twins.Case(
        batch, logProbs, (m, x) -> loss.of(x, batch.mask(m), batch.tokens()), sum / batch.tokens());
  }
}
