package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.Function;
import org.rlhf4j.api.math.RandomStream;

/**
 * Compares a loss over padded arrays with its slow twin over {@code double[][]}, on batches of
 * random lengths, and its gradient with finite differences. What stands in the padding must not
 * matter: it is filled with two different numbers, and has the gradient 0.
 *
 * <pre>{@code
 * Twins.agree(RandomStream.ofSeed(7).child("sft"), random -> {
 *   RaggedBatch batch = RaggedBatch.random(random, 5, 6);
 *   double[][] logProbs = batch.normal(random.child("log-probs"), 2);
 *   double twin = -Arrays.stream(logProbs).flatMapToDouble(Arrays::stream).sum() / batch.tokens();
 *   return new Twins.Case(batch, logProbs, (m, x) -> loss.of(x, batch.mask(m), batch.tokens()), twin);
 * });
 * }</pre>
 */
public final class Twins {

  private static final int BATCHES = 200;

  /** Each gradient waits for garbage collections, see {@link Gradients}. */
  private static final int GRADIENTS = 20;

  private static final double TOLERANCE = 1e-12;
  private static final double GRADIENT_TOLERANCE = 1e-8;
  private static final double[] PADDING = {-77, 3};

  private Twins() {}

  /**
   * A loss on one batch, and what its twin says of it.
   *
   * @param batch lengths and width
   * @param x what the loss is a function of, one number a token
   * @param loss the loss, as a function of x padded to shape (rows, width)
   * @param twin the same number, computed from rows of doubles without any padding
   */
  public record Case(RaggedBatch batch, double[][] x, Gradients.Loss loss, double twin) {}

  /**
   * Compares on 200 batches, the first twenty of them with their gradients.
   *
   * @param random where batches come from
   * @param make a case from a stream of its own
   */
  public static void agree(RandomStream random, Function<RandomStream, Case> make) {
    for (int i = 0; i < BATCHES; i++) {
      Case c = make.apply(random.child(i));
      String name = "batch " + i + " of rows " + Arrays.toString(c.batch.lengths());
      for (double padding : PADDING) {
        double value = Gradients.value(c.loss, c.batch.padded(c.x, padding), c.batch.shape());
        assertEquals(
            c.twin,
            value,
            TOLERANCE * Math.max(1, Math.abs(c.twin)),
            name + ", padded with " + padding);
      }
      if (i < GRADIENTS) {
        double[] x = c.batch.padded(c.x, PADDING[0]);
        Gradients.assertGradient(c.loss, x, c.batch.shape(), GRADIENT_TOLERANCE);
        assertPaddingHasNoGradient(c, Gradients.gradient(c.loss, x, c.batch.shape()), name);
      }
    }
  }

  private static void assertPaddingHasNoGradient(Case c, double[] gradient, String name) {
    int width = c.batch.width();
    for (int i = 0; i < gradient.length; i++) {
      if (i % width >= c.batch.lengths()[i / width]) {
        assertEquals(0, gradient[i], 0, name + ": gradient by padding in row " + i / width);
      }
    }
  }
}
