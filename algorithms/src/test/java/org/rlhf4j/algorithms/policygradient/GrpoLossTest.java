package org.rlhf4j.algorithms.policygradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
            new Grpo.Loss(0.2, 0.28, 0, false)
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
            new Grpo.Loss(0.2, 0.2, 3, false)
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

  /**
   * TRL 1.13, grpo_trainer.py, lines 3193 to 3198 and 3243, with use_bias_correction_kl: beta k3
   * times coef_1, which is differentiated. With pi = 1/2, ref = 1/4 and pi_old = 2/5: k3 = ln 2 -
   * 1/2, the ratio is 5/4, and the slope by log pi is beta ratio lr. Without it the loss is a fifth
   * less and the slope beta (1 - exp(-lr)) = 3/2.
   */
  @ParameterizedTest
  @CsvSource({
    "true, 0.7243019270997948, 2.599301927099795", // 3 * 1.25 * (ln 2 - 0.5), 3 * 1.25 * ln 2
    "false, 0.5794415416798359, 1.5"
  })
  void thePenaltyCanBeMultipliedByTheRatio(boolean timesRatio, double value, double slope) {
    Gradients.Loss loss =
        (m, x) ->
            new Grpo.Loss(0.2, 0.2, 3, timesRatio)
                .of(
                    x,
                    m.create(new double[] {Math.log(0.4)}, ONE),
                    m.create(new double[] {Math.log(0.25)}, ONE),
                    m.create(new double[] {0}),
                    m.create(new double[] {1}),
                    m.create(new double[] {1}, ONE));
    double[] x = {Math.log(0.5)};
    assertEquals(value, Gradients.value(loss, x, ONE), 1e-12);
    assertEquals(slope, Gradients.gradient(loss, x, ONE)[0], 1e-12);
  }

  /**
   * Computed with {@code GRPOTrainer._compute_loss} of TRL 1.13.0 on PyTorch 2.13.0 in double
   * precision: loss_type "grpo", epsilon 0.2, epsilon_high 0.28, beta 0.4, three answers of three,
   * two and one tokens.
   */
  @ParameterizedTest
  @CsvSource({
    "true, 0.16986951339732279, -0.1737106144938908 -0.08042999271430751 -0.1491909372275434"
        + " 0.19784655248401534 0.03457151696514685 0 0.2523050631302458 0 0",
    "false, 0.17926584542058677, -0.17269382367291908 -0.09255074201241426 -0.19823814591912792"
        + " 0.20506931888267244 0.03356097974723937 0 0.2135922843011737 0 0"
  })
  void agreesWithTrl(boolean timesRatio, double expected, String slopes) {
    double[][] now = {{-1.1, -0.4, -2.3}, {-0.7, -1.9}, {-0.2}};
    double[][] old = {{-1.3, -0.3, -2.1}, {-1.2, -1.6}, {-0.25}};
    double[][] reference = {{-0.9, -1.4, -1.2}, {-0.5, -2.6}, {-1.0}};
    RaggedBatch batch = new RaggedBatch(new int[] {3, 2, 1}, 3);
    Gradients.Loss loss =
        (m, x) ->
            new Grpo.Loss(0.2, 0.28, 0.4, timesRatio)
                .of(
                    x,
                    batch.array(m, old),
                    batch.array(m, reference),
                    m.create(new double[] {1.2, -0.8, -0.4}),
                    m.create(new double[] {1 / 9.0, 1 / 6.0, 1 / 3.0}),
                    batch.mask(m));
    double[] x = batch.padded(now, 0);
    assertEquals(expected, Gradients.value(loss, x, batch.shape()), 1e-12);
    assertArrayEquals(
        Arrays.stream(slopes.split(" ")).mapToDouble(Double::parseDouble).toArray(),
        Gradients.gradient(loss, x, batch.shape()),
        1e-12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreesWithItsTwin(boolean timesRatio) {
    Twins.agree(Tasks.RANDOM.child("grpo"), random -> agreesWithItsTwinOn(random, timesRatio));
  }

  private static Twins.Case agreesWithItsTwinOn(RandomStream random, boolean timesRatio) {
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
        double corrected = timesRatio ? ratio : 1;
        twin += weights[i] * 0.4 * corrected * (Math.exp(towards) - towards - 1);
      }
    }
    return new Twins.Case(
        batch,
        now,
        (m, x) ->
            new Grpo.Loss(0.2, 0.3, 0.4, timesRatio)
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
