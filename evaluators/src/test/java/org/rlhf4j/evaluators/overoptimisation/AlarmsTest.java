package org.rlhf4j.evaluators.overoptimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;

/** What reports of many curves say, where the truth is known. */
final class AlarmsTest {
  private static final int CURVES = 25;
  private static final int POINTS = 5;
  private static final int PROMPTS = 40;

  private static List<Alarm> report(List<Curve> curves, long seed) {
    RandomStream random = RandomStream.ofSeed(seed);
    List<SinceBest> since = Collections.nCopies(CURVES, new SinceBest(-1, 1, false));
    return new Alarms(0.05, 100, random).of(curves, since);
  }

  private static Curve curve(int c, DoubleUnaryOperator truth, long seed) {
    Curve one = Synthetic.curve(POINTS, PROMPTS, 2, truth, 0.5, seed);
    return new Curve("m" + c, one.unit(), one.bound(), one.points());
  }

  private static List<Curve> flat(long seed) {
    List<Curve> curves = new ArrayList<>();
    for (int c = 0; c < CURVES; c++) {
      curves.add(curve(c, d -> 0, CURVES * seed + c));
    }
    return curves;
  }

  /** 50 of 1,000 are allowed to; three standard errors of that count are 21. */
  @Test
  void twentyFiveCurvesWithoutADeclineRarelyRaiseAnAlarm() {
    int alarmed = 0;
    for (int seed = 0; seed < 1000; seed++) {
      alarmed += report(flat(seed), seed).isEmpty() ? 0 : 1;
    }
    assertTrue(alarmed <= 71, alarmed + " of 1000 reports");
  }

  /** From 0.5 at d = 1 to 0 at d = 2: 0.5, where a paired difference has an error of 0.11. */
  @Test
  void aTrueDeclineAmongThemIsFound() {
    int found = 0;
    for (int seed = 0; seed < 100; seed++) {
      List<Curve> curves = flat(5000 + seed);
      curves.set(7, curve(7, Synthetic.quadratic(1, 0.5), seed));
      List<Alarm> alarms = report(curves, seed);
      found += alarms.stream().anyMatch(a -> a.subject().equals("m7")) ? 1 : 0;
    }
    assertTrue(found >= 85, found + " of 100");
  }

  @Test
  void anAlarmSaysForHowManyCurvesItWasCorrected() {
    List<Curve> curves = flat(1);
    curves.set(3, curve(3, Synthetic.quadratic(2, 1), 1));
    String message = report(curves, 1).get(0).message();
    assertTrue(message.contains("after Holm's correction for 25 curves"), message);
  }

  private static SinceBest sinceBest(Curve curve, long seed) {
    return SinceBest.of(curve, RandomStream.ofSeed(seed));
  }

  /**
   * The mean over curves without any decline is 0, and 95 % of the intervals contain 0: at least
   * 935 of 1,000, two standard errors below 950.
   */
  @Test
  void goldSinceBestIsZeroWhereNothingHappened() {
    double[] values = new double[1000];
    int covered = 0;
    for (int seed = 0; seed < values.length; seed++) {
      SinceBest m = sinceBest(Synthetic.curve(10, PROMPTS, 2, d -> 0, 0.5, seed), seed);
      values[seed] = m.value();
      covered += Math.abs(m.value()) <= 1.96 * m.standardError() || m.endIsBest() ? 1 : 0;
    }
    Sample sample = Sample.of(values);
    String mean = String.format(Locale.ROOT, "%.4f ± %.4f", sample.mean(), sample.standardError());
    assertEquals(0, sample.mean(), 3 * sample.standardError(), mean);
    assertTrue(covered >= 935, covered + " of 1000 intervals contain 0");
  }

  /**
   * A clear peak at the middle, 0.5 above the end. Of 40 prompts the normal quantile covers 94.3 %;
   * 93 % are three standard errors of 4,000 below.
   */
  @Test
  void goldSinceBestIsTheTrueFallOfAClearPeak() {
    double[] values = new double[4000];
    int covered = 0;
    for (int seed = 0; seed < values.length; seed++) {
      Curve peaked = Synthetic.curve(5, PROMPTS, 2, Synthetic.quadratic(1, 0.5), 0.2, seed);
      SinceBest m = sinceBest(peaked, seed);
      values[seed] = m.value();
      covered += Math.abs(m.value() + 0.5) <= 1.96 * m.standardError() ? 1 : 0;
    }
    assertEquals(-0.5, Sample.of(values).mean(), 0.02);
    assertTrue(covered >= 3720, covered + " of 4000 intervals contain -0.5");
  }

  /** By hand: the end is the best of every half, or has no equal. */
  @Test
  void aRiseIsNoFall() {
    Curve rising = Synthetic.curve(4, 10, 2, d -> d, 0, 1);
    assertEquals(new SinceBest(0, Double.NaN, true), sinceBest(rising, 1));
    Curve falling = Synthetic.curve(4, 10, 2, d -> -d, 0, 1);
    assertEquals(-2, sinceBest(falling, 1).value(), 1e-12);
    assertEquals(0, sinceBest(falling, 1).standardError(), 1e-9);
  }
}
