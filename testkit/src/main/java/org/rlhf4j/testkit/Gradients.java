package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;

/**
 * Gradients of losses, by the engine and by finite differences, in double precision.
 *
 * <p>They also find losses that multiply or divide by a Java number. {@code NDArray.mul(Number)}
 * and {@code div(Number)} of DJL 0.35.1 release the memory of the number when they return, and the
 * backward pass reads it again: after a garbage collection in between the gradient is garbage.
 * Multiply by an array that the manager owns instead.
 */
public final class Gradients {

  private static final double STEP = 1e-5;

  private Gradients() {}

  /** A loss as a function of one of its arrays. */
  @FunctionalInterface
  public interface Loss {
    /**
     * The loss.
     *
     * @param manager owns other arrays that the loss needs
     * @param x the array to differentiate by
     * @return a scalar
     */
    NDArray of(NDManager manager, NDArray x);
  }

  /** The value of a loss. */
  public static double value(Loss loss, double[] x, Shape shape) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return loss.of(manager, manager.create(x, shape)).getDouble();
    }
  }

  /** The gradient that the engine finds. */
  public static double[] gradient(Loss loss, double[] x, Shape shape) {
    try (NDManager manager = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray array = manager.create(x, shape);
      array.setRequiresGradient(true);
      NDArray value = loss.of(manager, array);
      overwriteReleasedMemory();
      collector.backward(value);
      return array.getGradient().toDoubleArray();
    }
  }

  /**
   * Compares the engine's gradient with central differences. Keep x away from kinks of the loss.
   *
   * @param tolerance greatest difference, relative to a gradient above 1
   */
  public static void assertGradient(Loss loss, double[] x, Shape shape, double tolerance) {
    double[] gradient = gradient(loss, x, shape);
    for (int i = 0; i < x.length; i++) {
      double[] moved = x.clone();
      moved[i] = x[i] + STEP;
      double up = value(loss, moved, shape);
      moved[i] = x[i] - STEP;
      double difference = (up - value(loss, moved, shape)) / (2 * STEP);
      assertEquals(
          difference,
          gradient[i],
          tolerance * Math.max(1, Math.abs(difference)),
          "gradient by element " + i);
    }
  }

  private static void overwriteReleasedMemory() {
    System.gc();
    try {
      Thread.sleep(2); // the memory is released by another thread
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int i = 0; i < 64; i++) {
      ByteBuffer.allocateDirect(8 + 8 * (i % 4)).putLong(0, -1L); // NaN as float and as double
    }
  }
}
