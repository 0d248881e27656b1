package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.Twins;

/** Each loss against closed forms, a slow twin, and finite differences. */
final class PpoLossesTest {

  private static final Shape ONE = new Shape(1, 1);

  @ParameterizedTest
  @CsvSource({
    // ratio, advantage, loss, slope by log pi
    "1.0, 2, -2.0, -2.0",
    "1.1, 2, -2.2, -2.2",
    "1.5, 2, -2.4, 0",
    "0.5, 2, -1.0, -1.0",
    "1.5, -2, 3.0, 3.0",
    "0.5, -2, 1.6, 0"
  })
  void gainsAreClippedAndLossesAreNot(double ratio, double advantage, double value, double slope) {
    Gradients.Loss loss =
        (m, x) ->
            new Ppo.PolicyLoss(0.2).of(x, m.zeros(ONE), m.ones(ONE).mul(advantage), m.ones(ONE), 1);
    double[] x = {Math.log(ratio)};
    assertEquals(value, Gradients.value(loss, x, ONE), 1e-6);
    assertEquals(slope, Gradients.gradient(loss, x, ONE)[0], 1e-6);
  }

  @Test
  void thePolicyLossAgreesWithItsTwin() {
    Twins.agree(Tasks.RANDOM.child("policy"), PpoLossesTest::thePolicyLossAgreesWithItsTwinOn);
  }

  private static Twins.Case thePolicyLossAgreesWithItsTwinOn(RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 0.3);
    double[][] old = batch.normal(random.child("old"), 0.3);
    double[][] advantages = batch.normal(random.child("advantages"), 1);
    double denominator = 3.5;
    double twin = 0;
    for (int i = 0; i < now.length; i++) {
      for (int t = 0; t < now[i].length; t++) {
        double ratio = Math.exp(now[i][t] - old[i][t]);
        double clipped = Math.min(1.2, Math.max(0.8, ratio));
        double gain = Math.min(ratio * advantages[i][t], clipped * advantages[i][t]);
        twin -= gain / denominator;
      }
    }
    return new Twins.Case(
        batch,
        now,
        (m, x) ->
            new Ppo.PolicyLoss(0.2)
                .of(x, batch.array(m, old), batch.array(m, advantages), batch.mask(m), denominator),
        twin);
  }

  @ParameterizedTest
  @CsvSource({
    // value, old value, return, loss
    "1.0, 1.0, 3.0, 2.0",
    "1.1, 1.0, 3.0, 1.805",
    "2.0, 1.0, 3.0, 1.62",
    "0.0, 1.0, 3.0, 4.5"
  })
  void valuesGainNothingBeyondTheClip(double value, double old, double target, double expected) {
    Gradients.Loss loss =
        (m, x) ->
            new Ppo.ValueLoss(0.2)
                .of(x, m.ones(ONE).mul(old), m.ones(ONE).mul(target), m.ones(ONE), 1);
    assertEquals(expected, Gradients.value(loss, new double[] {value}, ONE), 1e-6);
  }

  @Test
  void theValueLossAgreesWithItsTwin() {
    Twins.agree(Tasks.RANDOM.child("value"), PpoLossesTest::theValueLossAgreesWithItsTwinOn);
  }

  private static Twins.Case theValueLossAgreesWithItsTwinOn(RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 0.3);
    double[][] old = batch.normal(random.child("old"), 0.3);
    double[][] returns = batch.normal(random.child("returns"), 1);
    double denominator = 3.5;
    double twin = 0;
    for (int i = 0; i < now.length; i++) {
      for (int t = 0; t < now[i].length; t++) {
        double held = Math.min(old[i][t] + 0.2, Math.max(old[i][t] - 0.2, now[i][t]));
        double free = Math.pow(now[i][t] - returns[i][t], 2);
        twin += Math.max(free, Math.pow(held - returns[i][t], 2)) / 2 / denominator;
      }
    }
    return new Twins.Case(
        batch,
        now,
        (m, x) ->
            new Ppo.ValueLoss(0.2)
                .of(x, batch.array(m, old), batch.array(m, returns), batch.mask(m), denominator),
        twin);
  }

  @ParameterizedTest
  @EnumSource
  void theKlLossAgreesWithItsTwin(KlEstimator estimator) {
    Twins.agree(Tasks.RANDOM.child("kl"), random -> klOn(estimator, random));
  }

  private static Twins.Case klOn(KlEstimator estimator, RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 0.5);
    double[][] reference = batch.normal(random.child("reference"), 0.5);
    double twin = 0;
    for (int i = 0; i < now.length; i++) {
      for (int t = 0; t < now[i].length; t++) {
        twin += 0.3 * written(estimator, now[i][t] - reference[i][t]) / 7;
      }
    }
    return new Twins.Case(
        batch,
        now,
        (m, x) -> new Ppo.KlLoss(estimator, 0.3).of(x, batch.array(m, reference), batch.mask(m), 7),
        twin);
  }

  /** Schulman's formulas, written out. */
  private static double written(KlEstimator estimator, double logRatio) {
    return switch (estimator) {
      case K1 -> logRatio;
      case K2 -> logRatio * logRatio / 2;
      case K3 -> Math.exp(-logRatio) - 1 + logRatio;
      case CLAMPED -> logRatio > 0 ? logRatio : 0;
    };
  }

  @Test
  void thePretrainingLossAgreesWithItsTwin() {
    Twins.agree(Tasks.RANDOM.child("ptx"), PpoLossesTest::thePretrainingLossAgreesWithItsTwinOn);
  }

  private static Twins.Case thePretrainingLossAgreesWithItsTwinOn(RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 1);
    double twin = 0;
    for (double[] row : now) {
      for (double logProb : row) {
        twin -= 27.8 * logProb / 7;
      }
    }
    return new Twins.Case(
        batch, now, (m, x) -> new Ppo.PtxLoss(27.8).of(x, batch.mask(m), 7), twin);
  }

  @Test
  void theLossesOfMicroBatchesAddUp() {
    Gradients.Loss whole =
        (m, x) -> new Ppo.PolicyLoss(0.2).of(x, m.zeros(x.getShape()), x, m.ones(x.getShape()), 3);
    double[] x = {0.1, -0.2, 0.3};
    double sum = 0;
    for (double part : x) {
      sum += Gradients.value(whole, new double[] {part}, ONE);
    }
    assertEquals(sum, Gradients.value(whole, x, new Shape(3, 1)), 1e-12);
  }
}
