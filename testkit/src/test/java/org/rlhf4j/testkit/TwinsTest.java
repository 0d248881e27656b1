package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;

/** The comparison finds losses that look at padding, and those that are not what they say. */
final class TwinsTest {

  private static final RandomStream RANDOM = RandomStream.ofSeed(7).child("twins");

  private static void compare(Function<RaggedBatch, Gradients.Loss> loss, double factor) {
    Twins.agree(
        RANDOM,
        random -> {
          RaggedBatch batch = RaggedBatch.random(random, 5, 6);
          double[][] x = batch.normal(random.child("x"), 2);
          double sum = Arrays.stream(x).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
          return new Twins.Case(batch, x, loss.apply(batch), factor * sum);
        });
  }

  private static Gradients.Loss masked(RaggedBatch batch) {
    return (m, x) -> x.square().mul(batch.mask(m)).sum();
  }

  @Test
  void aRightLossAgrees() {
    compare(TwinsTest::masked, 1);
  }

  @Test
  void aWrongFactorIsFound() {
    assertThrows(AssertionFailedError.class, () -> compare(TwinsTest::masked, 1.000001));
  }

  @Test
  void aMissingMaskIsFound() {
    assertThrows(AssertionFailedError.class, () -> compare(b -> (m, x) -> x.square().sum(), 1));
  }

  /** The value is right: only what the padding does to the gradient is not. */
  @Test
  void aGradientIntoThePaddingIsFound() {
    AssertionFailedError e =
        assertThrows(
            AssertionFailedError.class,
            () ->
                compare(
                    b ->
                        (m, x) -> {
                          var leak = Scalars.times(x.sub(x.stopGradient()).sum(), 0.1);
                          return masked(b).of(m, x).add(leak);
                        },
                    1));
    assertTrue(String.valueOf(e.getMessage()).contains("gradient by"), e.getMessage());
  }
}
