package org.rlhf4j.api.statistics;

import org.hipparchus.distribution.continuous.TDistribution;
import org.rlhf4j.api.math.Sample;

/**
 * Whether the mean of paired differences is zero: Student's t (Student, "The Probable Error of a
 * Mean", Biometrika 6(1), 1908). A bootstrap that resamples differences of which the mean was taken
 * uses the spread that was seen as if it were known, and so rejects too often where there are few;
 * {@code docs/evidence.md} has both. Where differences are very skewed and few, no test of a mean
 * keeps its level; the sign test does, of another question.
 *
 * @param difference the mean of the differences
 * @param standardError of that; NaN for fewer than two differences
 * @param interval of the mean; {@link Interval#NONE} where there is no spread to judge by
 * @param p two-sided. Where all differences are the same and not zero, t is infinite and knows
 *     nothing: p is then the sign test's
 */
public record PairedT(double difference, double standardError, Interval interval, double p) {

  /**
   * The test.
   *
   * @param differences at least two, none of them NaN
   * @param level of the interval, such as 0.95
   */
  public static PairedT of(double[] differences, double level) {
    if (differences.length < 2) {
      throw new IllegalArgumentException(
          "a t test needs at least two differences, got " + differences.length);
    }
    Sample sample = Sample.of(differences);
    double error = sample.standardError();
    // rounding is no spread
    if (!(error > 1e-12 * (1 + Math.abs(sample.mean())))) {
      return new PairedT(sample.mean(), error, Interval.NONE, SignTest.of(differences).p());
    }
    int degrees = sample.n() - 1;
    double t = Math.abs(sample.mean()) / error;
    return new PairedT(
        sample.mean(),
        error,
        Interval.student(sample.mean(), error, degrees, level),
        2 * new TDistribution(degrees).cumulativeProbability(-t));
  }
}
