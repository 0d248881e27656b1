package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.math.RandomStream;

final class CrossedMeanTest {

  /** By hand: seeds' means 2 and 4, prompts' means 2, 3 and 4, nothing is left over. */
  @Test
  void anAdditiveTableHasNoRest() {
    CrossedMean mean = CrossedMean.of(new double[][] {{1, 2, 3}, {3, 4, 5}});
    assertEquals(3, mean.mean(), 1e-12);
    assertEquals(2.0 / 2, mean.seeds(), 1e-12);
    // the prompts' means have variance 1, of 3 prompts
    assertEquals(1.0 / 3, mean.rest(), 1e-12);
    assertEquals(Math.sqrt(4 / 3.0), mean.standardError(), 1e-12);
  }

  /** By hand: y - means is +1, -1, -1, +1, so V_rest = 4 / (1 * 1) / 4 and both others are 0. */
  @Test
  void theErrorIsNeverBelowThatOfSeedsOrPrompts() {
    CrossedMean mean = CrossedMean.of(new double[][] {{6, 4}, {4, 6}});
    assertEquals(0, mean.standardError(), 1e-12);
    CrossedMean tilted = CrossedMean.of(new double[][] {{6, 4}, {5, 7}});
    // seeds' means 5 and 6, prompts' means 5.5 and 5.5, rest +-1: 0.25 + 0 - 1 is below 0.25
    assertEquals(0.5, tilted.standardError(), 1e-12);
  }

  @Test
  void withoutARestItIsStudentsTest() {
    CrossedMean three = new CrossedMean(2.5, 1, 0, 2, 9);
    assertEquals(
        2 * new TDistribution(2).cumulativeProbability(-2.5), three.p(), 1e-7, "of seeds alone");
    CrossedMean prompts = new CrossedMean(-2.5, 0, 1, 2, 9);
    assertEquals(
        2 * new TDistribution(9).cumulativeProbability(-2.5),
        prompts.p(),
        1e-7,
        "of prompts alone");
  }

  /** 4.303 and 1.984 are Student's two-sided 5 % quantiles of 2 and 100 degrees of freedom. */
  @Test
  void bothPartsHaveTheirOwnQuantile() {
    double edge = Math.sqrt(4.303 * 4.303 * 0.5 + 1.984 * 1.984 * 2);
    assertEquals(0.05, new CrossedMean(edge, 0.5, 2, 2, 100).p(), 1e-4);
  }

  /** The interval and the test are one: that of level 1 - p ends at 0. */
  @Test
  void theIntervalIsThatOfTheTest() {
    CrossedMean mean = new CrossedMean(3, 0.5, 2, 2, 100);
    Interval interval = mean.interval(0.95);
    double half = Math.sqrt(4.302653 * 4.302653 * 0.5 + 1.983972 * 1.983972 * 2);
    assertEquals(3 - half, interval.low(), 1e-5);
    assertEquals(3 + half, interval.high(), 1e-5);
    assertEquals(0, mean.interval(1 - mean.p()).low(), 1e-6);
    assertEquals(Interval.NONE, new CrossedMean(3, Double.NaN, 0, 2, 9).interval(0.95));
  }

  @Test
  void nothingThatVariesIsNoTest() {
    assertTrue(Double.isNaN(new CrossedMean(1, 0, 0, 2, 9).p()));
    assertEquals(1, new CrossedMean(0, 0, 0, 2, 9).p());
    assertEquals(2e-12, new CrossedMean(1e9, 0, 1, 2, 9).p(), 1e-16, "the smallest");
    assertThrows(IllegalArgumentException.class, () -> CrossedMean.of(new double[][] {{1, 2}}));
  }

  @Test
  void otherPromptsAreWithinTheSeeds() {
    double[] means = {1, 3, 5};
    double[] errors = {4.2, 4.2, 4.2};
    // of the means 4 / 3, of their own errors 4.2^2 / 3, which is more
    CrossedMean nested = CrossedMean.nested(means, errors, 100);
    assertEquals(4.2 / Math.sqrt(3), nested.standardError(), 1e-12);
    assertEquals(
        Math.sqrt(4 / 3.0 + 4.2 * 4.2),
        CrossedMean.shared(means, errors, 100).standardError(),
        1e-12);
    double[] none = {Double.NaN, Double.NaN, Double.NaN};
    assertEquals(4 / 3.0, CrossedMean.nested(means, none, 0).seeds(), 1e-12);
    assertEquals(0, CrossedMean.shared(means, none, 0).rest(), 0);
  }

  /**
   * How often a true mean of 0 is told from 0 at 5 %, of 2,000: 100 are allowed, three standard
   * errors more are 130. A t-test over the seeds alone does so in up to 1,650.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 20, 0, 1, 1",
    "2, 40, 1, 1, 1",
    "3, 40, 0, 1, 1",
    "3, 40, 0.2, 1, 0.3",
    "3, 40, 1, 1, 1",
    "3, 40, 1, 0, 0.1",
    "3, 40, 0, 1, 0.2",
    "5, 40, 0, 1, 0.2",
    "5, 40, 1, 1, 1",
  })
  void aTrueMeanIsRarelyRejected(int s, int p, double seed, double prompt, double noise) {
    RandomGenerator random =
        RandomStream.ofSeed(s).child((long) (1000 * seed + 10 * noise)).generator();
    int rejected = 0;
    for (int trial = 0; trial < 2000; trial++) {
      double[][] y = new double[s][p];
      double[] prompts = new double[p];
      for (int i = 0; i < p; i++) {
        prompts[i] = prompt * random.nextGaussian();
      }
      for (int k = 0; k < s; k++) {
        double own = seed * random.nextGaussian();
        for (int i = 0; i < p; i++) {
          y[k][i] = own + prompts[i] + noise * random.nextGaussian();
        }
      }
      rejected += CrossedMean.of(y).p() <= 0.05 ? 1 : 0;
    }
    assertTrue(rejected <= 130, rejected + " of 2000");
  }
}
