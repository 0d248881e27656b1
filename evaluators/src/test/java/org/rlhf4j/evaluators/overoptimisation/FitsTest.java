package org.rlhf4j.evaluators.overoptimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;

final class FitsTest {
  private static final double ALPHA = 0.9;
  private static final double BETA = 0.4;

  private static Bootstrap bootstrap(int resamples) {
    return new Bootstrap(resamples, 0.95, RandomStream.ofSeed(3).child("bootstrap"));
  }

  private static DoubleUnaryOperator truth(Form form) {
    return form == Form.QUADRATIC
        ? Synthetic.quadratic(ALPHA, BETA)
        : Synthetic.logarithmic(ALPHA, BETA);
  }

  /** Far enough to have passed the maximum: 1.125, or exp(1.25) = 3.49. */
  private static double farthest(Form form) {
    return form == Form.QUADRATIC ? 2 : 6;
  }

  private static Curve curve(Form form, double noise, long seed) {
    return Synthetic.curve(12, 60, farthest(form), truth(form), noise, seed);
  }

  @ParameterizedTest
  @EnumSource
  void exactCurvesGiveTheirCoefficientsBack(Form form) {
    Fits.Fitted chosen = Fits.of(curve(form, 0, 1), bootstrap(100)).chosen().orElseThrow();
    assertEquals(form, chosen.fit().form());
    assertEquals(ALPHA, chosen.fit().alpha(), 1e-9);
    assertEquals(BETA, chosen.fit().beta(), 1e-9);
    double peak = form == Form.QUADRATIC ? ALPHA / (2 * BETA) : Math.exp(ALPHA / BETA - 1);
    double height = form == Form.QUADRATIC ? ALPHA * ALPHA / (4 * BETA) : BETA * peak;
    assertEquals(peak, chosen.peak(), 1e-9);
    assertEquals(height, chosen.fit().at(chosen.peak()), 1e-9);
    assertEquals(peak, chosen.peaks().interval(0.95).low(), 1e-9);
    assertEquals(0, chosen.peaks().undefined());
    // the d of the points rises evenly, by farthest / 11 in 10 steps
    assertEquals(110 * peak / farthest(form), curve(form, 0, 1).at(peak), 1e-6);
  }

  /** With 95 % intervals, 100 data sets miss by chance 5 times, and 12 times once in a thousand. */
  @ParameterizedTest
  @EnumSource
  void intervalsContainTheTruthAsOftenAsTheySay(Form form) {
    int alpha = 0;
    int beta = 0;
    int right = 0;
    for (int seed = 0; seed < 100; seed++) {
      Fits fits = Fits.of(curve(form, 0.2, 100 + seed), bootstrap(200));
      Fits.Fitted own =
          fits.all().stream().filter(f -> f.fit().form() == form).findFirst().orElseThrow();
      alpha += own.alpha().interval(0.95).contains(ALPHA) ? 1 : 0;
      beta += own.beta().interval(0.95).contains(BETA) ? 1 : 0;
      right += fits.chosen().orElseThrow().fit().form() == form ? 1 : 0;
    }
    assertTrue(alpha >= 88 && beta >= 88, alpha + " and " + beta + " of 100");
    assertTrue(right >= 95, "the right form " + right + " times of 100");
  }

  @Test
  void noiseWidensIntervals() {
    Interval little = alpha(Form.QUADRATIC, 0.05);
    Interval much = alpha(Form.QUADRATIC, 0.5);
    // ten times the noise
    assertEquals(10, much.halfWidth() / little.halfWidth(), 1);
  }

  private static Interval alpha(Form form, double noise) {
    return Fits.of(curve(form, noise, 5), bootstrap(500)).all().get(0).alpha().interval(0.95);
  }

  @Test
  void aMaximumOutsideTheRangeIsNone() {
    Curve rising = Synthetic.curve(8, 30, 1, Synthetic.quadratic(ALPHA, BETA), 0, 1);
    Fits.Fitted chosen = Fits.of(rising, bootstrap(100)).chosen().orElseThrow();
    assertEquals(BETA, chosen.fit().beta(), 1e-9);
    assertTrue(Double.isNaN(chosen.peak()), "its maximum is at 1.125, and it was seen up to 1");
    assertEquals(100, chosen.peaks().undefined());
    Curve convex = Synthetic.curve(8, 30, 2, Synthetic.quadratic(0.1, -0.3), 0, 1);
    assertTrue(Double.isNaN(Fits.of(convex, bootstrap(100)).chosen().orElseThrow().peak()));
  }

  @Test
  void tooFewPointsGiveNoFit() {
    // the beginning is at 0 and says nothing, so three points are two
    Curve three = Synthetic.curve(3, 30, 2, Synthetic.quadratic(ALPHA, BETA), 0, 1);
    assertTrue(Fits.of(three, bootstrap(100)).all().isEmpty());
    assertTrue(Fits.of(three, bootstrap(100)).chosen().isEmpty());
    Curve four = Synthetic.curve(4, 30, 2, Synthetic.quadratic(ALPHA, BETA), 0, 1);
    assertEquals(2, Fits.of(four, bootstrap(100)).all().size());
    assertFalse(
        Fit.of(Form.QUADRATIC, new double[] {1, 1, 1, 1}, new double[4]).isPresent(),
        "one distance does not tell the coefficients apart");
  }

  @Test
  void leastSquaresIsTheSmallest() {
    double[] d = {0.3, 0.8, 1.1, 1.9, 2.4};
    double[] r = {0.2, 0.5, 0.4, 0.1, -0.6};
    for (Form form : Form.values()) {
      Fit fit = Fit.of(form, d, r).orElseThrow();
      for (double[] move : new double[][] {{1e-3, 0}, {-1e-3, 0}, {0, 1e-3}, {0, -1e-3}}) {
        double rss = 0;
        for (int i = 0; i < d.length; i++) {
          double bend = form == Form.QUADRATIC ? d[i] * d[i] : d[i] * Math.log(d[i]);
          double e = r[i] - (fit.alpha() + move[0]) * d[i] + (fit.beta() + move[1]) * bend;
          rss += e * e;
        }
        assertTrue(rss > fit.rss(), form + " " + rss);
      }
      assertEquals(5 * Math.log(fit.rss() / 5) + 6, fit.aic(), 1e-12);
    }
  }
}
