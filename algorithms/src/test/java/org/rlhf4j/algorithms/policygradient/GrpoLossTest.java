package org.rlhf4j.algorithms.policygradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.Twins;

final class GrpoLossTest {

  private static final Shape ONE = new Shape(1, 1);

  @ParameterizedTest
  @CsvSource({
    // ratio, advantage, loss, slope by log pi
    "1.0, 2, -2.0, -2.0",
    "1.25, 2, -2.5, -2.5", // above 1 + clipLow, but not above 1 + clipHigh
    "1.5, 2, -2.56, 0",
    "0.5, 2, -1.0, -1.0",
    "1.5, -2, 3.0, 3.0",
    "0.75, -2, 1.6, 0"
  })
  void theClipIsWiderAbove(double ratio, double advantage, double value, double slope) {
    Gradients.Loss loss =
        (m, x) ->
            new GrpoLoss(0.2, 0.28, 0)
                .of(
                    x,
                    m.zeros(ONE),
                    m.zeros(ONE),
                    m.create(new double[] {advantage}),
                    m.create(new double[] {1}),
                    m.ones(ONE));
    double[] x = {Math.log(ratio)};
    assertEquals(value, Gradients.value(loss, x, ONE), 1e-6);
    assertEquals(slope, Gradients.gradient(loss, x, ONE)[0], 1e-6);
  }

  @Test
  void thePenaltyIsKThreeInTheRightDirection() {
    // pi = 1/2 and ref = 1/4: lr = ln 2, k3 = 1/2 - 1 + ln 2; the other direction is 1 - ln 2.
    Gradients.Loss loss =
        (m, x) ->
            new GrpoLoss(0.2, 0.2, 3)
                .of(
                    x,
                    x.stopGradient(),
                    m.create(new double[] {Math.log(0.25)}, ONE),
                    m.create(new double[] {0}),
                    m.create(new double[] {1}),
                    m.create(new double[] {1}, ONE));
    assertEquals(
        3 * (Math.log(2) - 0.5), Gradients.value(loss, new double[] {Math.log(0.5)}, ONE), 1e-12);
  }

  @Test
  void agreesWithItsTwin() {
    Twins.agree(Tasks.RANDOM.child("grpo"), GrpoLossTest::agreesWithItsTwinOn);
  }

  private static Twins.Case agreesWithItsTwinOn(RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 0.3);
    double[][] old = batch.normal(random.child("old"), 0.3);
    double[][] reference = batch.normal(random.child("reference"), 0.3);
    RandomGenerator perRow = random.child("rows").generator();
    double[] advantages = perRow.doubles(now.length, -2, 2).toArray();
    double[] weights = perRow.doubles(now.length, 0, 1).toArray();
    double twin = 0;
    for (int i = 0; i < now.length; i++) {
      for (int t = 0; t < now[i].length; t++) {
        double ratio = Math.exp(now[i][t] - old[i][t]);
        double held = Math.min(1.3, Math.max(0.8, ratio));
        double towards = reference[i][t] - now[i][t];
        twin -= weights[i] * Math.min(ratio * advantages[i], held * advantages[i]);
        twin += weights[i] * 0.4 * (Math.exp(towards) - towards - 1);
      }
    }
    return new Twins.Case(
        batch,
        now,
        (m, x) ->
            new GrpoLoss(0.2, 0.3, 0.4)
                .of(
                    x,
                    batch.array(m, old),
                    batch.array(m, reference),
                    m.create(advantages),
                    m.create(weights),
                    batch.mask(m)),
        twin);
  }
}
