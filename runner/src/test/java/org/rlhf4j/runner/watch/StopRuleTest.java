package org.rlhf4j.runner.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.RandomStream;
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

  /** The rule whose fall of gold need not be told from chance. */
  private static StopStage untested(double z, double drop, int patience) {
    return new StopStage(z, 1, drop, patience);
  }

  /** After how many points the training ends; 0 for never. */
  private static int end(StopStage options, double[] proxy, double[] gold) {
    StopRule rule = new StopRule(options, proxy.length);
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
    assertEquals(5, end(untested(2, 0, 2), RISING, PEAKED));
    assertEquals(4, end(untested(2, 0, 1), RISING, PEAKED));
    assertEquals(7, end(untested(2, 0, 4), RISING, PEAKED));
  }

  @Test
  void flatGoldCountsUnlessADropIsAskedFor() {
    double[] flat = {0, 1, 1, 1, 1, 1, 1};
    assertEquals(4, end(untested(2, 0, 2), RISING, flat));
    assertEquals(0, end(untested(2, 1, 2), RISING, flat));
    // from the third point to the fifth all differences are the same: infinitely many errors;
    // to the fourth it is 0.5 of 0.3 * sqrt(10 / 9) / sqrt(10) = 0.1: 5 of them
    assertEquals(5, end(untested(2, 4.9, 2), RISING, PEAKED));
    assertEquals(0, end(untested(2, 5.1, 2), RISING, new double[] {0, 1, 2, 1.5, 2, 1.5, 2}));
    assertEquals(4, end(untested(2, 4.9, 1), RISING, new double[] {0, 1, 2, 1.5, 2, 1.5, 2}));
  }

  @Test
  void bothUpGoesOn() {
    assertEquals(0, end(untested(2, 0, 1), RISING, RISING));
  }

  @Test
  void bothDownOrAFlatProxyGoesOn() {
    double[] falling = {6, 5, 4, 3, 2, 1, 0};
    assertEquals(0, end(untested(2, 0, 1), falling, falling));
    assertEquals(0, end(untested(0, 0, 1), new double[7], PEAKED), "not up is not up");
  }

  @Test
  void patienceBeginsAnewAfterAGoodPoint() {
    double[] recovering = {0, 1, 0.5, 2, 1, 3, 2};
    assertEquals(0, end(untested(2, 0, 2), RISING, recovering));
    assertEquals(3, end(untested(2, 0, 1), RISING, recovering));
  }

  @Test
  void aSmallRiseOfTheProxyIsNoise() {
    // 0.1 in ten prompts that differ by 0.3 either way: one standard error
    double[] slow = {0, 0.1, 0, 0.1, 0, 0.1, 0};
    assertEquals(0, end(untested(2, 0, 1), slow, new double[7]));
    assertEquals(2, end(untested(0.9, 0, 1), slow, new double[7]));
  }

  @Test
  void unknownScoresNeverEndIt() {
    double[] unknown = {Double.NaN, Double.NaN, Double.NaN};
    assertEquals(0, end(untested(0, 0, 1), unknown, new double[] {2, 1, 0}));
    assertEquals(0, end(untested(0, 0, 1), new double[] {0, 1, 2}, unknown));
  }

  /** Ten points on 64 prompts; the proxy rises, and gold has its mean and unit noise. */
  private static List<TrajectoryPoint> noisy(DoubleUnaryOperator gold, long seed) {
    RandomGenerator random = RandomStream.ofSeed(seed).generator();
    double[] levels = random.doubles(64).toArray();
    List<TrajectoryPoint> points = new ArrayList<>();
    for (int k = 0; k < 10; k++) {
      double[] none = new double[64];
      double[] up = new double[64];
      double[] golden = new double[64];
      for (int i = 0; i < 64; i++) {
        up[i] = levels[i] + 0.5 * k + 0.5 * random.nextGaussian();
        golden[i] = levels[i] + gold.applyAsDouble(k) + random.nextGaussian();
      }
      points.add(
          new TrajectoryPoint(
              10 * k, Collections.nCopies(64, Answer.ofText("")), none, up, golden, none, none));
    }
    return points;
  }

  private static int ended(StopRule rule, DoubleUnaryOperator gold, int trainings) {
    int ended = 0;
    for (int seed = 0; seed < trainings; seed++) {
      List<TrajectoryPoint> all = noisy(gold, seed);
      boolean stops = false;
      for (int k = 1; k <= all.size() && !stops; k++) {
        stops = rule.reason(all.subList(0, k)).isPresent();
      }
      ended += stops ? 1 : 0;
    }
    return ended;
  }

  /** 50 of 1,000 are allowed to be ended; three standard errors of that count are 21. */
  @Test
  void aTrainingWhoseGoldNeverFallsIsRarelyEnded() {
    for (int patience : new int[] {1, 2}) {
      int ended = ended(new StopRule(new StopStage(2, 0.05, 0, patience), 10), k -> 0, 1000);
      assertTrue(ended <= 71, ended + " of 1000 at patience " + patience);
    }
  }

  /** From the fifth point on gold falls by 0.3 standard deviations of a prompt each time. */
  @Test
  void aTrueFallEndsIt() {
    int ended = ended(new StopRule(new StopStage(), 10), k -> -0.3 * Math.max(0, k - 4), 200);
    assertTrue(ended >= 180, ended + " of 200");
  }

  @Test
  void theReasonHasTheNumbers() {
    String reason =
        new StopRule(untested(2, 0, 2), 7)
            .reason(points(RISING, PEAKED).subList(0, 5))
            .orElseThrow()
            .words();
    assertTrue(reason.contains("between steps 20 and 40 the proxy rose by 2.00 ±"), reason);
    assertTrue(reason.contains("gold changed by -1.00 ±"), reason);
  }

  @Test
  void whatTheWordsClaimWasSeen() {
    List<TrajectoryPoint> peaked = points(RISING, PEAKED).subList(0, 5);
    String tested = new StopRule(new StopStage(), 7).reason(peaked).orElseThrow().words();
    assertTrue(tested.startsWith("over-optimised: between steps 20 and 40 the proxy"), tested);
    assertTrue(tested.contains("gold fell by 1.00 ±"), tested);
    assertTrue(tested.contains("for a fall of gold since any point, after correction"), tested);
    List<TrajectoryPoint> flat = points(RISING, new double[7]).subList(0, 3);
    String untested = new StopRule(untested(2, 0, 2), 7).reason(flat).orElseThrow().words();
    assertTrue(untested.startsWith("the proxy rose and gold did not: between"), untested);
    assertTrue(untested.contains("gold changed by 0.00 ±"), untested);
    assertTrue(untested.contains("whether gold fell was not tested"), untested);
  }

  /** By hand: looks 1 to 4 may spend 1/8 of alpha each, 5 to 8 a sixteenth. */
  @Test
  void laterLoopsSpendHalfOfWhatIsLeft() {
    double[] level = new double[9];
    double[] falls = {9, 9, 9, 9, 9, 8.8, 9, 9, 9};
    GoldFall fall = new GoldFall(0.05, 4);
    assertEquals(1, fall.p(points(level, level), 3));
    // to points 1 and 3 all ten prompts differ by the same 0.2: ten equal signs, and no spread
    double least = Math.pow(2, -10);
    assertEquals(least * 5 * 16, fall.p(points(level, falls), 5), 1e-12);
  }

  @Test
  void amongManyTrainingsOneMayEndByChance() {
    StopReason reason = new StopReason("over-optimised", "gold fell", 0.02, 0.05);
    assertEquals("over-optimised: gold fell", reason.among(0.02, 1));
    assertEquals(
        "over-optimised: gold fell; p = 0.040 after Holm's correction for 2 trainings",
        reason.among(0.04, 2));
    assertEquals(
        "ended, but maybe by chance: gold fell; p = 0.50 after Holm's correction for 25 trainings",
        reason.among(0.5, 25));
  }
}
