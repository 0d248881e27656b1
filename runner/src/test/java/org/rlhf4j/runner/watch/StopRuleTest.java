package org.rlhf4j.runner.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.runner.spec.StopStage;

/** The rule on scripted trajectories. */
final class StopRuleTest {
  private static final int PROMPTS = 10;

  /** Means of proxy and gold; odd prompts stand 0.3 above and even ones below, at odd points. */
  private static List<TrajectoryPoint> points(double[] proxy, double[] gold) {
    List<TrajectoryPoint> points = new ArrayList<>();
    for (int k = 0; k < proxy.length; k++) {
      double[] none = new double[PROMPTS];
      points.add(
          new TrajectoryPoint(
              10 * k,
              Collections.nCopies(PROMPTS, Answer.ofText("")),
              none,
              around(proxy[k], k),
              around(gold[k], k),
              none,
              none));
    }
    return points;
  }

  private static double[] around(double mean, int point) {
    double[] values = new double[PROMPTS];
    Arrays.setAll(values, i -> mean + (point % 2) * (i % 2 == 0 ? -0.3 : 0.3));
    return values;
  }

  /** After how many points the training ends; 0 for never. */
  private static int end(StopStage options, double[] proxy, double[] gold) {
    StopRule rule = new StopRule(options);
    List<TrajectoryPoint> points = points(proxy, gold);
    for (int k = 1; k <= points.size(); k++) {
      if (rule.reason(points.subList(0, k)).isPresent()) {
        return k;
      }
    }
    return 0;
  }

  private static final double[] RISING = {0, 1, 2, 3, 4, 5, 6};
  private static final double[] PEAKED = {0, 1, 2, 1.5, 1, 0.5, 0};

  @Test
  void proxyUpAndGoldDownEndsIt() {
    // the peak is the third point; the fourth and fifth lie below it
    assertEquals(5, end(new StopStage(2, 0, 2), RISING, PEAKED));
    assertEquals(4, end(new StopStage(2, 0, 1), RISING, PEAKED));
    assertEquals(7, end(new StopStage(2, 0, 4), RISING, PEAKED));
  }

  @Test
  void flatGoldCountsUnlessADropIsAskedFor() {
    double[] flat = {0, 1, 1, 1, 1, 1, 1};
    assertEquals(4, end(new StopStage(2, 0, 2), RISING, flat));
    assertEquals(0, end(new StopStage(2, 1, 2), RISING, flat));
    // from the third point to the fifth all differences are the same: infinitely many errors;
    // to the fourth it is 0.5 of 0.3 * sqrt(10 / 9) / sqrt(10) = 0.1: 5 of them
    assertEquals(5, end(new StopStage(2, 4.9, 2), RISING, PEAKED));
    assertEquals(0, end(new StopStage(2, 5.1, 2), RISING, new double[] {0, 1, 2, 1.5, 2, 1.5, 2}));
    assertEquals(4, end(new StopStage(2, 4.9, 1), RISING, new double[] {0, 1, 2, 1.5, 2, 1.5, 2}));
  }

  @Test
  void bothUpGoesOn() {
    assertEquals(0, end(new StopStage(2, 0, 1), RISING, RISING));
  }

  @Test
  void bothDownOrAFlatProxyGoesOn() {
    double[] falling = {6, 5, 4, 3, 2, 1, 0};
    assertEquals(0, end(new StopStage(2, 0, 1), falling, falling));
    assertEquals(0, end(new StopStage(0, 0, 1), new double[7], PEAKED), "not up is not up");
  }

  @Test
  void patienceBeginsAnewAfterAGoodPoint() {
    double[] recovering = {0, 1, 0.5, 2, 1, 3, 2};
    assertEquals(0, end(new StopStage(2, 0, 2), RISING, recovering));
    assertEquals(3, end(new StopStage(2, 0, 1), RISING, recovering));
  }

  @Test
  void aSmallRiseOfTheProxyIsNoise() {
    // 0.1 in ten prompts that differ by 0.3 either way: one standard error
    double[] slow = {0, 0.1, 0, 0.1, 0, 0.1, 0};
    assertEquals(0, end(new StopStage(2, 0, 1), slow, new double[7]));
    assertEquals(2, end(new StopStage(0.9, 0, 1), slow, new double[7]));
  }

  @Test
  void unknownScoresNeverEndIt() {
    double[] unknown = {Double.NaN, Double.NaN, Double.NaN};
    assertEquals(0, end(new StopStage(0, 0, 1), unknown, new double[] {2, 1, 0}));
    assertEquals(0, end(new StopStage(0, 0, 1), new double[] {0, 1, 2}, unknown));
  }

  @Test
  void theReasonHasTheNumbers() {
    String reason =
        new StopRule(new StopStage(2, 0, 2))
            .reason(points(RISING, PEAKED).subList(0, 5))
            .orElseThrow();
    assertTrue(reason.contains("between steps 20 and 40 the proxy rose by 2.00 ±"), reason);
    assertTrue(reason.contains("gold changed by -1.00 ±"), reason);
  }
}
