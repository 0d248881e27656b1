package org.rlhf4j.evaluators.winrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;

final class LengthControlTest {

  private static final Bootstrap BOOTSTRAP = new Bootstrap(50, 0.95, RandomStream.ofSeed(2));

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static Panel panel(List<Match> matches) {
    List<Prompt> prompts =
        IntStream.range(0, matches.get(0).preferences().length)
            .mapToObj(i -> new Prompt("p" + i, "q" + i))
            .toList();
    return new Panel("judge", "baseline", prompts, matches, List.of());
  }

  private static Match match(String name, double[] preferences, double[] lengths, double[] base) {
    return new Match(name, preferences, lengths, base, 0, Cost.NONE);
  }

  /**
   * Models of quality theta whose preferences are the model's own probabilities, so that a fit has
   * no noise: longer answers are liked, prompts differ.
   */
  private static Panel exact(int prompts, double slope, double... theta) {
    RandomStream random = RandomStream.ofSeed(7);
    double[] base = new double[prompts];
    Arrays.fill(base, 100);
    List<Match> matches = new ArrayList<>();
    for (int m = 0; m < theta.length; m++) {
      double[] lengths = new double[prompts];
      for (int i = 0; i < prompts; i++) {
        lengths[i] = 100 + 50 * m + Math.round(200 * (random.uniform(m, i) - 0.5));
      }
      Match lengthsOnly = match("m" + m, new double[prompts], lengths, base);
      double[] t = LengthFeature.of(lengthsOnly, lengthsOnly.usable());
      double[] preferences = new double[prompts];
      for (int i = 0; i < prompts; i++) {
        double gamma = 2 * random.child("difficulty").uniform(i) - 1;
        preferences[i] = sigmoid(theta[m] + slope * t[i] + gamma);
      }
      matches.add(match("m" + m, preferences, lengths, base));
    }
    return panel(matches);
  }

  @Test
  void equalQualityIsHalfHoweverLongTheAnswers() {
    Panel panel = exact(300, 1.5, 0, 0, 0, 0);
    double lowest = 100;
    double highest = 0;
    for (Match match : panel.matches()) {
      double raw = HeadToHead.of(match.preferences()).winRate();
      lowest = Math.min(lowest, raw);
      highest = Math.max(highest, raw);
    }
    assertTrue(highest - lowest > 15, "longer answers win: " + lowest + " to " + highest);
    for (LengthControl.Controlled c : new LengthControl(10).of(panel, BOOTSTRAP)) {
      assertTrue(c.identified());
      assertEquals(50, c.rate(), 2, c.model());
      assertEquals(1.5, c.weights().length(), 0.15, c.model());
    }
  }

  @Test
  void withoutAPreferenceForLengthNothingChanges() {
    for (LengthControl.Controlled c :
        new LengthControl(10).of(exact(300, 0, -1, 0, 1), BOOTSTRAP)) {
      int m = Integer.parseInt(c.model().substring(1));
      double raw = HeadToHead.of(exact(300, 0, -1, 0, 1).matches().get(m).preferences()).winRate();
      assertEquals(raw, c.rate(), 1, c.model());
      assertTrue(c.replicates().interval(0.95).contains(c.rate()));
    }
  }

  private static String noteOf(double[] preferences, double[] lengths, double[] base) {
    LengthControl.Controlled c =
        new LengthControl(10)
            .of(panel(List.of(match("m", preferences, lengths, base))), BOOTSTRAP)
            .get(0);
    assertFalse(c.identified());
    assertEquals(HeadToHead.of(preferences).winRate(), c.rate(), 1e-12);
    return c.note();
  }

  @Test
  void fallsBackToTheRawRateWhereLengthIsNotIdentified() {
    double[] some = IntStream.range(0, 40).mapToDouble(i -> i % 3 / 2.0).toArray();
    double[] same = new double[40];
    double[] varied = IntStream.range(0, 40).mapToDouble(i -> i * i % 17).toArray();
    assertTrue(noteOf(some, same, same).contains("the same length"));
    double[] longer = Arrays.stream(varied).map(v -> v + 5).toArray();
    assertTrue(noteOf(some, longer, varied).contains("the same length"));
    assertTrue(noteOf(same, varied, same).contains("all preferences are the same"));
    assertTrue(
        noteOf(Arrays.copyOf(some, 29), Arrays.copyOf(varied, 29), Arrays.copyOf(same, 29))
            .contains("too few prompts to control for length: 29 of 30"));
    double[] unknown = varied.clone();
    unknown[3] = Double.NaN;
    assertTrue(noteOf(some, unknown, same).contains("lengths are not known"));
  }

  @Test
  void aSingleModelHasNoDifficulty() {
    LengthControl.Controlled c = new LengthControl(10).of(exact(300, 1.5, 0.5), BOOTSTRAP).get(0);
    assertEquals("a single model: without instruction difficulty", c.note());
    assertEquals(0, c.weights().difficulty());
    assertEquals(100 * sigmoid(c.weights().bias()), c.rate(), 1e-9);
  }

  /** By coordinate descent with numeric derivatives of the sum in JointFit's Javadoc. */
  @Test
  void theJointFitIsTheMinimum() {
    Panel panel = exact(6, 1, -0.5, 1);
    double[][] y = panel.matches().stream().map(Match::preferences).toArray(double[][]::new);
    double[][] t =
        panel.matches().stream().map(m -> LengthFeature.of(m, m.usable())).toArray(double[][]::new);
    double[] v = new double[2 + 2 + 1 + 6];
    for (int sweep = 0; sweep < 4000; sweep++) {
      for (int k = 0; k < v.length; k++) {
        double h = 1e-4;
        double[] up = v.clone();
        double[] down = v.clone();
        up[k] += h;
        down[k] -= h;
        double f = slow(v, y, t);
        double first = (slow(up, y, t) - slow(down, y, t)) / (2 * h);
        double second = (slow(up, y, t) - 2 * f + slow(down, y, t)) / (h * h);
        v[k] -= first / Math.max(second, 1e-2);
      }
    }
    JointFit fit = JointFit.of(y, t, 10, 0.3, 1e-10);
    assertEquals(v[4], fit.meanSlope(), 1e-4);
    for (int i = 0; i < 6; i++) {
      assertEquals(v[5 + i], fit.difficulties()[i], 1e-4);
    }
  }

  private static double slow(double[] v, double[][] y, double[][] t) {
    double sum = 0.005 * v[4] * v[4];
    for (int m = 0; m < 2; m++) {
      sum += 0.005 * v[m] * v[m] + 5 * (v[2 + m] - v[4]) * (v[2 + m] - v[4]);
      for (int i = 0; i < 6; i++) {
        double p = sigmoid(v[m] + v[2 + m] * t[m][i] + v[5 + i]);
        sum -= y[m][i] * Math.log(p) + (1 - y[m][i]) * Math.log(1 - p);
      }
    }
    for (int i = 0; i < 6; i++) {
      sum += 0.15 * v[5 + i] * v[5 + i];
    }
    return sum;
  }

  @Test
  void logisticRegressionOnAConstantIsTheLogOdds() {
    PenalisedLogistic nearlyFree = new PenalisedLogistic(new double[] {1e-9}, new double[] {0});
    double[][] ones = {{1}, {1}, {1}, {1}};
    double[] b =
        nearlyFree.fit(
            ones, new double[] {1, 1, 1, 0}, new double[] {1, 1, 1, 1}, new double[] {-4});
    assertEquals(Math.log(3), b[0], 1e-7);
    double[] weighted =
        nearlyFree.fit(
            ones, new double[] {1, 1, 1, 0}, new double[] {1, 0, 0, 5}, new double[] {0});
    assertEquals(-Math.log(5), weighted[0], 1e-7);
  }
}
