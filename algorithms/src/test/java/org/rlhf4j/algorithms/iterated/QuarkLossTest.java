package org.rlhf4j.algorithms.iterated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;

final class QuarkLossTest {

  @Test
  void addsTheDivergenceAndTakesOffTheEntropy() {
    double value =
        Gradients.value(
            (m, x) -> {
              NDArray kl = m.create(new double[] {3, 1}, new Shape(1, 2));
              NDArray entropy = m.create(new double[] {2, 4}, new Shape(1, 2));
              NDArray mask = m.ones(x.getShape());
              Microbatch micro = new Microbatch(m, new int[] {0}, x, mask, entropy, kl);
              return new QuarkLoss(0.5, 0.25).of(micro, 2);
            },
            new double[] {Math.log(1 / 4.0), Math.log(1 / 2.0)},
            new Shape(1, 2));
    assertEquals((Math.log(8) + 0.5 * 4 - 0.25 * 6) / 2, value, 1e-15);
  }

  @Test
  void withoutCoefficientsItAsksForNothing() {
    double value =
        Gradients.value(
            (m, x) ->
                new QuarkLoss(0, 0)
                    .of(new Microbatch(m, new int[] {0}, x, m.ones(x.getShape())), 4),
            new double[] {-3, -5},
            new Shape(1, 2));
    assertEquals(2, value);
  }

  @RepeatedTest(200)
  void agreesWithItsTwinWhateverThePadding(RepetitionInfo repetition) {
    RandomStream random = Tasks.RANDOM.child("quark").child(repetition.getCurrentRepetition());
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] logProbs = batch.normal(random.child("log-probs"), 2);
    double[][] divergences = batch.normal(random.child("divergences"), 2);
    double[][] entropies = batch.normal(random.child("entropies"), 2);
    double beta = random.uniform(1);
    double alpha = random.uniform(2);
    double twin = 0;
    for (int i = 0; i < logProbs.length; i++) {
      for (int t = 0; t < logProbs[i].length; t++) {
        twin += -logProbs[i][t] + beta * divergences[i][t] - alpha * entropies[i][t];
      }
    }
    QuarkLoss loss = new QuarkLoss(beta, alpha);
    Gradients.Loss byLogProbs =
        (m, x) ->
            loss.of(
                micro(m, batch, x, garbage(m, batch, entropies), garbage(m, batch, divergences)),
                batch.tokens());
    Gradients.Loss byDivergences =
        (m, x) ->
            loss.of(
                micro(m, batch, garbage(m, batch, logProbs), garbage(m, batch, entropies), x),
                batch.tokens());
    Gradients.Loss byEntropies =
        (m, x) ->
            loss.of(
                micro(m, batch, garbage(m, batch, logProbs), x, garbage(m, batch, divergences)),
                batch.tokens());
    double[] x = batch.padded(logProbs, -77);
    assertEquals(twin / batch.tokens(), Gradients.value(byLogProbs, x, batch.shape()), 1e-12);
    if (repetition.getCurrentRepetition() <= 10) { // each waits for a garbage collection
      Gradients.assertGradient(byLogProbs, x, batch.shape(), 1e-8);
      Gradients.assertGradient(byDivergences, batch.padded(divergences, 5), batch.shape(), 1e-8);
      Gradients.assertGradient(byEntropies, batch.padded(entropies, 5), batch.shape(), 1e-8);
    }
  }

  private static NDArray garbage(NDManager manager, RaggedBatch batch, double[][] values) {
    return manager.create(batch.padded(values, 1e3), batch.shape());
  }

  private static Microbatch micro(
      NDManager manager, RaggedBatch batch, NDArray logProbs, NDArray entropies, NDArray kl) {
    int[] rows = new int[batch.lengths().length];
    return new Microbatch(manager, rows, logProbs, batch.mask(manager), entropies, kl);
  }
}
