package org.rlhf4j.api.statistics;

import java.util.Arrays;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.continuous.TDistribution;
import org.rlhf4j.api.math.Sample;

/**
 * The mean of a number that was seen with several seeds on several prompts, with the error of both.
 * Seeds of one spec share their prompts, so the spread between seeds does not show what other
 * prompts would have given; and the spread between prompts does not show what other seeds would.
 * With y_sp = mu + a_s + b_p + e_sp and all effects random (the crossed two-way layout; Searle,
 * Casella and McCulloch, Variance Components, 1992, section 4.7), the variance of the mean over S
 * seeds and P prompts is
 *
 * <pre>  V = var(a) / S + var(b) / P + var(e) / (S P),</pre>
 *
 * which is estimated without bias by
 *
 * <pre>  V_seeds + V_prompts - V_rest,
 *   V_seeds   = variance of the seeds' means / S
 *   V_prompts = variance of the prompts' means / P
 *   V_rest    = sum of (y_sp - y_s. - y_.p + y_..)^2 / ((S - 1)(P - 1)) / (S P),</pre>
 *
 * since var(e) is in V_seeds as well as in V_prompts. The estimate used is never below V_seeds or
 * V_prompts, either of which is the variance where the other effect is absent. Where the prompts
 * are others with each seed, V_seeds covers them too, and is not let fall below the mean of the
 * seeds' own variances over their prompts, divided by S.
 *
 * <p>Few seeds estimate their variance badly. A test or interval at level 1 - alpha therefore takes
 * Student's quantile of S - 1 degrees of freedom for the seeds' part, and that of P - 1 for the
 * rest:
 *
 * <pre>  |mean - mu| &lt;= sqrt(t^2(S - 1) V_seeds + t^2(P - 1) (V - V_seeds)),</pre>
 *
 * the squared form of Cochran's approximation ("Approximate significance levels of the
 * Behrens-Fisher test", Biometrics 20(1), 1964). It never rejects a true mean much more often than
 * alpha: {@code CrossedMeanTest} shows how often.
 *
 * @param mean of all
 * @param seeds V_seeds
 * @param rest V - V_seeds, at least 0
 * @param seedFreedom S - 1
 * @param restFreedom P - 1; 0 where the rest is 0
 */
public record CrossedMean(
    double mean, double seeds, double rest, int seedFreedom, int restFreedom) {

  private static final double SMALLEST_TAIL = 1e-12;

  /**
   * The same prompts with every seed.
   *
   * @param y for each of at least two seeds one number for each of at least two prompts, none of
   *     them NaN
   */
  public static CrossedMean of(double[][] y) {
    int s = y.length;
    int p = y[0].length;
    if (s < 2 || p < 2) {
      throw new IllegalArgumentException(
          "it takes two seeds and two prompts at least, got " + s + " and " + p);
    }
    double[] bySeed = Arrays.stream(y).mapToDouble(row -> Sample.of(row).mean()).toArray();
    double[] byPrompt = new double[p];
    for (int i = 0; i < p; i++) {
      int at = i;
      byPrompt[i] = Sample.of(Arrays.stream(y).mapToDouble(row -> row[at]).toArray()).mean();
    }
    double mean = Sample.of(bySeed).mean();
    double squares = 0;
    for (int k = 0; k < s; k++) {
      for (int i = 0; i < p; i++) {
        double rest = y[k][i] - bySeed[k] - byPrompt[i] + mean;
        squares += rest * rest;
      }
    }
    double seeds = variance(bySeed);
    double prompts = variance(byPrompt);
    double noise = squares / ((s - 1.0) * (p - 1.0)) / ((double) s * p);
    double all = Math.max(Math.max(seeds, prompts), seeds + prompts - noise);
    return new CrossedMean(mean, seeds, all - seeds, s - 1, p - 1);
  }

  /**
   * Other prompts with every seed.
   *
   * @param means one for each of at least two seeds
   * @param errors their own standard errors over prompts; NaN, as 0, adds nothing
   * @param prompts the fewest of a seed
   */
  public static CrossedMean nested(double[] means, double[] errors, int prompts) {
    double seeds = variance(means);
    double own = meanSquare(errors) / means.length;
    return new CrossedMean(
        Sample.of(means).mean(),
        seeds,
        Math.max(0, own - seeds),
        means.length - 1,
        Math.max(1, prompts - 1));
  }

  /**
   * The same prompts with every seed, of which only each seed's standard error over them is known.
   * All of that error is taken as shared, which is too large where it is not: V = V_seeds + mean of
   * the squared errors.
   *
   * @param means one for each of at least two seeds
   * @param errors their standard errors over prompts; NaN, as 0, adds nothing
   * @param prompts how many
   */
  public static CrossedMean shared(double[] means, double[] errors, int prompts) {
    return new CrossedMean(
        Sample.of(means).mean(),
        variance(means),
        meanSquare(errors),
        means.length - 1,
        Math.max(1, prompts - 1));
  }

  private static double variance(double[] means) {
    double error = Sample.of(means).standardError();
    return error * error;
  }

  private static double meanSquare(double[] errors) {
    return Arrays.stream(errors).map(e -> Double.isNaN(e) ? 0 : e * e).average().orElse(0);
  }

  /** The root of V. */
  public double standardError() {
    return Math.sqrt(seeds + rest);
  }

  /**
   * The interval of the mean; {@link Interval#NONE} where an error is not known.
   *
   * @param level such as 0.95
   */
  public Interval interval(double level) {
    if (Double.isNaN(mean + seeds + rest)) {
      return Interval.NONE;
    }
    double tail = (1 - level) / 2;
    double half = Math.sqrt(square(ofSeeds(), seeds, tail) + square(ofRest(), rest, tail));
    return new Interval(mean - half, mean + half);
  }

  private TDistribution ofSeeds() {
    return new TDistribution(seedFreedom);
  }

  private TDistribution ofRest() {
    return new TDistribution(Math.max(1, restFreedom));
  }

  /**
   * Two-sided probability of a mean at least so far from 0 where the truth is 0: the alpha at which
   * the interval reaches 0, no smaller than 2e-12. NaN where nothing varies and the mean is not 0,
   * so that there is no test.
   */
  public double p() {
    if (mean == 0) {
      return 1;
    }
    if (!(seeds + rest > 0)) {
      return Double.NaN;
    }
    TDistribution ofSeeds = ofSeeds();
    TDistribution ofRest = ofRest();
    UnivariateFunction excess =
        logTail ->
            square(ofSeeds, seeds, Math.exp(logTail))
                + square(ofRest, rest, Math.exp(logTail))
                - mean * mean;
    double least = Math.log(SMALLEST_TAIL);
    double tail =
        excess.value(least) <= 0
            ? least
            : new BrentSolver(1e-9).solve(200, excess, least, Math.log(0.5));
    return Math.min(1, 2 * Math.exp(tail));
  }

  private static double square(TDistribution t, double variance, double tail) {
    if (variance == 0) {
      return 0;
    }
    double quantile = t.inverseCumulativeProbability(tail);
    return quantile * quantile * variance;
  }
}
