package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.dkpro.statistics.agreement.IAgreementMeasure;
import org.dkpro.statistics.agreement.coding.CodingAnnotationStudy;
import org.dkpro.statistics.agreement.coding.CohenKappaAgreement;
import org.dkpro.statistics.agreement.coding.FleissKappaAgreement;
import org.dkpro.statistics.agreement.coding.KrippendorffAlphaAgreement;
import org.dkpro.statistics.agreement.coding.PercentageAgreement;
import org.dkpro.statistics.agreement.distance.IDistanceFunction;
import org.dkpro.statistics.agreement.distance.IntervalDistanceFunction;
import org.dkpro.statistics.agreement.distance.NominalDistanceFunction;
import org.dkpro.statistics.agreement.distance.OrdinalDistanceFunction;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.FleissKappa;
import org.rlhf4j.api.agreement.KrippendorffAlpha;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;
import org.rlhf4j.api.math.RandomStream;

/** Agreement coefficients against an independent implementation, DKPro Statistics. */
final class AgreementOracleTest {

  /** Raters who know the truth in part, on a scale from 0 to 4. */
  private static double[][] labels(int items, int raters, double missing, long seed) {
    RandomGenerator g = RandomStream.ofSeed(seed).generator();
    double[][] labels = new double[items][raters];
    for (double[] row : labels) {
      int truth = g.nextInt(5);
      for (int j = 0; j < raters; j++) {
        row[j] = g.nextDouble() < 0.5 ? truth : g.nextInt(5);
        row[j] = g.nextDouble() < missing ? Double.NaN : row[j];
      }
    }
    return labels;
  }

  private static Ratings ratings(double[][] labels) {
    return Ratings.of(IntStream.range(0, labels[0].length).mapToObj(j -> "r" + j).toList(), labels);
  }

  private static CodingAnnotationStudy study(double[][] labels) {
    CodingAnnotationStudy study = new CodingAnnotationStudy(labels[0].length);
    for (double[] row : labels) {
      Object[] units = new Object[row.length];
      for (int j = 0; j < row.length; j++) {
        units[j] = Double.isNaN(row[j]) ? null : (Object) (int) row[j];
      }
      study.addItemAsArray(units);
    }
    return study;
  }

  private static void same(
      AgreementCoefficient ours,
      BiFunction<CodingAnnotationStudy, IDistanceFunction, IAgreementMeasure> theirs,
      IDistanceFunction distance,
      double[][] labels) {
    assertEquals(
        theirs.apply(study(labels), distance).calculateAgreement(),
        ours.of(ratings(labels)),
        1e-9,
        ours.label());
  }

  @Test
  void nominalOfTwo() {
    for (long seed : List.of(1L, 2L, 3L)) {
      double[][] labels = labels(50, 2, 0, seed);
      same(new CohenKappa(), (s, d) -> new CohenKappaAgreement(s), null, labels);
      same(new RawAgreement(), (s, d) -> new PercentageAgreement(s), null, labels);
    }
  }

  @Test
  void nominalOfMany() {
    for (long seed : List.of(4L, 5L, 6L)) {
      double[][] labels = labels(40, 5, 0, seed);
      same(new FleissKappa(), (s, d) -> new FleissKappaAgreement(s), null, labels);
      same(new RawAgreement(), (s, d) -> new PercentageAgreement(s), null, labels);
    }
  }

  @Test
  void alphaWithMissingLabels() {
    for (long seed : List.of(7L, 8L, 9L)) {
      double[][] labels = labels(40, 4, 0.2, seed);
      alpha(Level.NOMINAL, new NominalDistanceFunction(), labels);
      alpha(Level.ORDINAL, new OrdinalDistanceFunction(), labels);
      alpha(Level.INTERVAL, new IntervalDistanceFunction(), labels);
    }
  }

  private static void alpha(Level level, IDistanceFunction distance, double[][] labels) {
    same(new KrippendorffAlpha(level), KrippendorffAlphaAgreement::new, distance, labels);
  }
}
