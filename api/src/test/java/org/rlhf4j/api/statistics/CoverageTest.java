package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;

/**
 * How often intervals cover, and how often tests reject what is true. {@code docs/evidence.md} has
 * the tables that {@code -Devidence.trials=20000} prints; without it there are as many trials as
 * show that none is far off.
 */
final class CoverageTest {

  private static final boolean LONG = Integer.getInteger("evidence.trials") != null;
  private static final int TRIALS = Integer.getInteger("evidence.trials", 600);
  private static final int[] SIZES = {10, 25, 50, 100, 400};
  private static final double[] RATES = {0.02, 0.05, 0.2, 0.5};
  private static final double Z = 1.959963984540054;

  /** Three standard errors of a share near .95 on so many trials. */
  private static final double NOISE = 3 * Math.sqrt(0.95 * 0.05 / TRIALS);

  /** How observations of a mean are spread; the number is the share of ties at a rate of .5. */
  private enum Kind {
    WON_OR_LOST(0),
    A_FIFTH_TIED(0.2),
    MOST_TIED(0.9),
    SOFT(0);

    private final double ties;

    Kind(double ties) {
      this.ties = ties;
    }

    double[] draw(double rate, int n, RandomGenerator random) {
      double[] x = new double[n];
      double tied = 2 * ties * Math.min(rate, 1 - rate);
      for (int i = 0; i < n; i++) {
        double u = random.nextDouble();
        x[i] =
            this == SOFT
                // a judge that is sure, or says a probability
                ? soft(u, rate, random)
                : u < rate - tied / 2 ? 1 : u < rate + tied / 2 ? 0.5 : 0;
      }
      return x;
    }

    /** Sure in most cases, with a probability anywhere in the others. */
    private static double soft(double u, double rate, RandomGenerator random) {
      double anywhere = Math.min(rate, 1 - rate);
      if (u < anywhere) {
        return random.nextDouble();
      }
      return u < anywhere + rate - anywhere / 2 ? 1 : 0;
    }
  }

  private static RandomGenerator random(String what, int n, double rate) {
    return RandomStream.ofSeed(20).child(what).child(n).child((long) (1000 * rate)).generator();
  }

  /** Coverage of the interval, and of the mean give or take 1.96 standard errors. */
  private static double[] coverage(Kind kind, double rate, int n) {
    RandomGenerator random = random(kind.name(), n, rate);
    int ours = 0;
    int normal = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] x = kind.draw(rate, n, random);
      ours += BoundedMean.of(x, 0.95).interval().contains(rate) ? 1 : 0;
      Sample sample = Sample.of(x);
      normal += Math.abs(sample.mean() - rate) <= Z * sample.standardError() ? 1 : 0;
    }
    return new double[] {(double) ours / TRIALS, (double) normal / TRIALS};
  }

  @Test
  void ratesAreCovered() {
    List<String> rows = new ArrayList<>();
    double least = 1;
    double leastNormal = 1;
    for (Kind kind : Kind.values()) {
      for (double rate : RATES) {
        List<String> cells = new ArrayList<>();
        for (int n : SIZES) {
          double[] c = coverage(kind, rate, n);
          least = Math.min(least, c[0]);
          leastNormal = Math.min(leastNormal, c[1]);
          cells.add(String.format(Locale.ROOT, "%.3f (%.3f)", c[0], c[1]));
        }
        rows.add(kind + ", " + rate + " | " + String.join(" | ", cells));
      }
    }
    print("rate | n = 10 | 25 | 50 | 100 | 400", rows);
    assertTrue(least > 0.93 - NOISE, "least coverage " + least);
    assertTrue(leastNormal < 0.5, "what it replaces is far off: " + leastNormal);
  }

  /** Mean differences of zero, of two methods that a judge compares with a third, or of rewards. */
  private static Map<String, double[]> differences(int n, RandomGenerator random) {
    Map<String, double[]> all = new TreeMap<>();
    double[] even = Kind.A_FIFTH_TIED.draw(0.5, n, random);
    double[] other = Kind.A_FIFTH_TIED.draw(0.5, n, random);
    double[] rare = Kind.WON_OR_LOST.draw(0.1, n, random);
    double[] rareOther = Kind.WON_OR_LOST.draw(0.1, n, random);
    double[] ab = new double[n];
    double[] baseline = new double[n];
    double[] few = new double[n];
    double[] skewed = new double[n];
    for (int i = 0; i < n; i++) {
      ab[i] = even[i] - other[i];
      baseline[i] = even[i] - 0.5;
      few[i] = rare[i] - rareOther[i];
      skewed[i] = -Math.log(1 - random.nextDouble()) - 1;
    }
    all.put("two methods at 50 %", ab);
    all.put("a method against the baseline", baseline);
    all.put("two methods at 10 %", few);
    all.put("skewed (exponential) rewards", skewed);
    return all;
  }

  /** What stood here before: resampled differences of which the mean was taken. */
  private static double bootstrapP(double[] d, RandomGenerator random) {
    double mean = Sample.of(d).mean();
    int further = 0;
    int resamples = 199;
    for (int b = 0; b < resamples; b++) {
      double sum = 0;
      for (int i = 0; i < d.length; i++) {
        sum += d[random.nextInt(d.length)];
      }
      further += Math.abs(sum / d.length - mean) >= Math.abs(mean) - 1e-12 ? 1 : 0;
    }
    return (1.0 + further) / (1.0 + resamples);
  }

  @Test
  void theTestOfPairsKeepsItsLevel() {
    Map<String, List<String>> cells = new TreeMap<>();
    for (int n : SIZES) {
      RandomGenerator random = random("pairs", n, 0);
      Map<String, int[]> rejected = new TreeMap<>();
      for (int trial = 0; trial < TRIALS; trial++) {
        boolean resampled = trial < 2000;
        differences(n, random)
            .forEach(
                (name, d) -> {
                  int[] counts = rejected.computeIfAbsent(name, k -> new int[2]);
                  counts[0] += PairedT.of(d, 0.95).p() <= 0.05 ? 1 : 0;
                  counts[1] += resampled && bootstrapP(d, random) <= 0.05 ? 1 : 0;
                });
      }
      rejected.forEach(
          (name, counts) -> {
            double t = (double) counts[0] / TRIALS;
            double bootstrap = (double) counts[1] / Math.min(TRIALS, 2000);
            cells
                .computeIfAbsent(name, k -> new ArrayList<>())
                .add(String.format(Locale.ROOT, "%.3f (%.3f)", t, bootstrap));
            if (!name.startsWith("skewed")) {
              assertTrue(t < 0.06 + NOISE, name + ", n " + n + ": " + t);
            }
          });
    }
    print(
        "differences | n = 10 | 25 | 50 | 100 | 400",
        cells.entrySet().stream()
            .map(e -> e.getKey() + " | " + String.join(" | ", e.getValue()))
            .toList());
    assertEquals(4, cells.size());
  }

  /** Twelve judges on each item, who share three quarters of what they say. */
  @Test
  void itemsThatManyJudgesWereAskedAreClusters() {
    List<String> rows = new ArrayList<>();
    for (int items : new int[] {25, 100}) {
      RandomGenerator random = random("clusters", items, 0);
      int clustered = 0;
      int apart = 0;
      for (int trial = 0; trial < TRIALS; trial++) {
        double[] x = new double[12 * items];
        int[] item = new int[x.length];
        for (int i = 0; i < items; i++) {
          double easy = random.nextDouble() < 0.7 ? 1 : 0;
          for (int j = 0; j < 12; j++) {
            item[12 * i + j] = i;
            x[12 * i + j] = random.nextDouble() < 0.75 ? easy : random.nextDouble() < 0.7 ? 1 : 0;
          }
        }
        clustered += BoundedMean.of(x, item, 0.95).interval().contains(0.7) ? 1 : 0;
        apart += BoundedMean.of(x, 0.95).interval().contains(0.7) ? 1 : 0;
      }
      double covered = (double) clustered / TRIALS;
      rows.add(
          String.format(
              Locale.ROOT, "%d items | %.3f | %.3f", items, covered, (double) apart / TRIALS));
      assertTrue(covered > 0.93 - NOISE, items + ": " + covered);
      assertTrue((double) apart / TRIALS < 0.6, "rows are no items");
    }
    print("items of 12 judges | clusters | rows", rows);
  }

  private static void print(String heading, List<String> rows) {
    if (LONG) {
      String rule = "---|".repeat(heading.split("\\|", -1).length);
      System.out.println("| " + heading + " |\n|" + rule);
      rows.forEach(row -> System.out.println("| " + row + " |"));
    }
  }
}
