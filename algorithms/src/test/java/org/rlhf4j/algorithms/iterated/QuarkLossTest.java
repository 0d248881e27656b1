package org.rlhf4j.algorithms.iterated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.Twins;

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
              return new Quark.Loss(0.5, 0.25).of(micro, 2);
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
                new Quark.Loss(0, 0)
                    .of(new Microbatch(m, new int[] {0}, x, m.ones(x.getShape())), 4),
            new double[] {-3, -5},
            new Shape(1, 2));
    assertEquals(2, value);
  }

  /** What a case is a function of; the others are given. */
  private enum By {
    LOG_PROBS,
    DIVERGENCES,
    ENTROPIES
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithItsTwinWhateverThePadding(By by) {
    Twins.agree(Tasks.RANDOM.child("quark"), random -> onABatch(by, random));
  }

  private static Twins.Case onABatch(By by, RandomStream random) {
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
    Quark.Loss loss = new Quark.Loss(beta, alpha);
    return new Twins.Case(
        batch,
        by == By.LOG_PROBS ? logProbs : by == By.DIVERGENCES ? divergences : entropies,
        (m, x) ->
            loss.of(
                micro(
                    m,
                    batch,
                    by == By.LOG_PROBS ? x : garbage(m, batch, logProbs),
                    by == By.ENTROPIES ? x : garbage(m, batch, entropies),
                    by == By.DIVERGENCES ? x : garbage(m, batch, divergences)),
                batch.tokens()),
        twin / batch.tokens());
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
