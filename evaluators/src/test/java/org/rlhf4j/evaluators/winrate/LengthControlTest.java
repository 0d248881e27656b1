package org.rlhf4j.evaluators.winrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;

final class LengthControlTest {

  private static final Bootstrap BOOTSTRAP = new Bootstrap(50, 0.95, RandomStream.ofSeed(2));

  private static final LengthControl CONTROL = new LengthControl(0, 1, Difficulties.NONE);

  private static double[] difficulty(int prompts) {
    RandomStream random = RandomStream.ofSeed(7).child("difficulty");
    return IntStream.range(0, prompts).mapToDouble(i -> 2 * random.uniform(i) - 1).toArray();
  }

  /** The difficulties that {@link #exact} has, as a file would give them. */
  private static Difficulties given(Panel panel) {
    double[] gamma = difficulty(panel.prompts().size());
    Map<String, Double> all = new HashMap<>();
    for (int i = 0; i < gamma.length; i++) {
      all.put(panel.prompts().get(i).id(), gamma[i]);
    }
    return new Difficulties("difficulties", all);
  }

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
        double gamma = 2 * random.child("difficulty").uniform(i) - 1; // see difficulty(...)
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
    LengthControl control = new LengthControl(0, 1e-5, given(panel));
    for (Match match : panel.matches()) {
      LengthControl.Controlled c = control.of(panel, match, BOOTSTRAP);
      assertTrue(c.identified());
      assertEquals(50, c.rate(), 2, c.model());
      assertEquals(1.5, c.weights().length(), 0.15, c.model());
    }
  }

  @Test
  void withoutAPreferenceForLengthNothingChanges() {
    Panel panel = exact(300, 0, -1, 0, 1);
    for (Match match : panel.matches()) {
      LengthControl.Controlled c =
          new LengthControl(0, 1, given(panel)).of(panel, match, BOOTSTRAP);
      double raw = HeadToHead.of(match.preferences()).winRate();
      assertEquals(raw, c.rate(), 1, c.model());
      assertTrue(c.replicates().interval(0.95).contains(c.rate()));
    }
  }

  private static String noteOf(double[] preferences, double[] lengths, double[] base) {
    Panel panel = panel(List.of(match("m", preferences, lengths, base)));
    LengthControl.Controlled c = CONTROL.of(panel, panel.matches().get(0), BOOTSTRAP);
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
  void withoutDifficultiesTheRateIsTheBias() {
    Panel panel = exact(300, 1.5, 0.5);
    LengthControl.Controlled c = CONTROL.of(panel, panel.matches().get(0), BOOTSTRAP);
    assertEquals("", c.note());
    assertEquals(
        "length weight drawn to 0.0 with strength 1.0, without instruction difficulty",
        CONTROL.inWords());
    assertEquals(0, c.weights().difficulty());
    assertEquals(100 * sigmoid(c.weights().bias()), c.rate(), 1e-9);
  }

  /** By coordinate descent with numeric derivatives of the sum in LengthControl's Javadoc. */
  @Test
  void theWeightsAreTheMinimum() {
    Panel panel = exact(60, 1, 1);
    Match match = panel.matches().get(0);
    double[] gamma = difficulty(panel.prompts().size());
    double[] t = LengthFeature.of(match, match.usable());
    double[] v = new double[3];
    for (int sweep = 0; sweep < 4000; sweep++) {
      for (int k = 0; k < v.length; k++) {
        double h = 1e-4;
        double[] up = v.clone();
        double[] down = v.clone();
        up[k] += h;
        down[k] -= h;
        double f = slow(v, match.preferences(), t, gamma);
        double above = slow(up, match.preferences(), t, gamma);
        double below = slow(down, match.preferences(), t, gamma);
        v[k] -= (above - below) / (2 * h) / Math.max((above - 2 * f + below) / (h * h), 1e-2);
      }
    }
    LengthControl.Controlled c =
        new LengthControl(0.7, 5, given(panel)).of(panel, match, BOOTSTRAP);
    assertEquals(v[0], c.weights().bias(), 1e-4);
    assertEquals(v[1], c.weights().length(), 1e-4);
    assertEquals(v[2], c.weights().difficulty(), 1e-4);
    double rate = 0;
    for (double g : gamma) {
      rate += 100 * sigmoid(v[0] + v[2] * g) / gamma.length;
    }
    assertEquals(rate, c.rate(), 1e-2);
  }

  private static double slow(double[] v, double[] y, double[] t, double[] gamma) {
    double sum =
        0.005 * v[0] * v[0] + 2.5 * (v[1] - 0.7) * (v[1] - 0.7) + 0.5 * (v[2] - 1) * (v[2] - 1);
    for (int i = 0; i < y.length; i++) {
      double p = sigmoid(v[0] + v[1] * t[i] + v[2] * gamma[i]);
      sum -= y[i] * Math.log(p) + (1 - y[i]) * Math.log(1 - p);
    }
    return sum;
  }

  @Test
  void aPromptWithoutADifficultyIsNamed() {
    Panel panel = exact(40, 1, 0);
    Difficulties few = new Difficulties("difficulties of d.csv", Map.of("p0", 1.0));
    UserException e =
        assertThrows(
            UserException.class,
            () -> new LengthControl(0, 1, few).of(panel, panel.matches().get(0), BOOTSTRAP));
    assertTrue(
        e.getMessage().startsWith("win-rate: difficulties of d.csv: 39 of 40 prompts have none"),
        e.getMessage());
  }

  @Test
  void whereAllAnswersAreLongerTheNoteSaysSo() {
    double[] base = new double[40];
    double[] longer = IntStream.range(0, 40).mapToDouble(i -> 10 + i * i % 17).toArray();
    double[] some = IntStream.range(0, 40).mapToDouble(i -> i % 3 / 2.0).toArray();
    Panel panel = panel(List.of(match("m", some, longer, base)));
    assertEquals(
        "100 % of the answers are longer than the baseline's: extrapolated to equal length",
        CONTROL.of(panel, panel.matches().get(0), BOOTSTRAP).note());
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
