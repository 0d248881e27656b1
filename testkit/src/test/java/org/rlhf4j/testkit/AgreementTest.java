package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.agreement.Agreement;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.FleissKappa;
import org.rlhf4j.api.agreement.KrippendorffAlpha;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.agreement.Rating;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;
import org.rlhf4j.api.math.RandomStream;

/** Agreement coefficients against what their inventors published, and by hand. */
final class AgreementTest {

  private static final double NONE = Double.NaN;

  /** A table of digits, a column for each item, a row for each rater, a dot for a missing label. */
  private static Ratings table(String... rows) {
    double[][] values = new double[rows[0].length()][rows.length];
    for (int j = 0; j < rows.length; j++) {
      for (int i = 0; i < values.length; i++) {
        char c = rows[j].charAt(i);
        values[i][j] = c == '.' ? NONE : c - '0';
      }
    }
    return Ratings.of(IntStream.range(0, rows.length).mapToObj(j -> "r" + j).toList(), values);
  }

  private static double alpha(Level level, Ratings ratings) {
    return new KrippendorffAlpha(level).of(ratings);
  }

  /** Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), example C and section D. */
  @Test
  void krippendorffsOwnExample() {
    Ratings ratings = table("123321412...", "1233224125.3", ".3332342251.", "12332441251.");
    assertEquals(0.743, alpha(Level.NOMINAL, ratings), 0.0005);
    assertEquals(0.815, alpha(Level.ORDINAL, ratings), 0.0005);
    assertEquals(0.849, alpha(Level.INTERVAL, ratings), 0.0005);
    // the last item has one label and does not count; the sums of his coincidence matrix
    assertEquals(40, ratings.pairable().labels());
    assertEquals(11, ratings.pairable().items());
  }

  /** The same paper, example A: 10 items, 2 raters, binary. */
  @Test
  void krippendorffsBinaryExample() {
    // his coincidence matrix: 14 zeros, 6 ones, 4 times one of each
    double value = alpha(Level.NOMINAL, table("0100000000", "1110010100"));
    assertEquals(0.095, value, 0.0005);
    assertEquals(1 - 19 * 4 / (14 * 6.0), value, 1e-12);
  }

  /** Fleiss (1971), table 1: 30 patients, 6 psychiatrists each, 5 diagnoses. */
  @Test
  void fleissOwnExample() {
    String counts =
        "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031"
            + " 00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500"
            + " 00006";
    double[][] values =
        Arrays.stream(counts.split(" ", -1)).map(AgreementTest::spread).toArray(double[][]::new);
    Ratings ratings = Ratings.of(List.of("a", "b", "c", "d", "e", "f"), values);
    assertEquals(0.430, new FleissKappa().of(ratings), 0.0005);
    assertEquals(0.555, new RawAgreement().of(ratings), 0.001);
  }

  /** Counts of each category as labels in any order. */
  private static double[] spread(String counts) {
    return IntStream.range(0, counts.length())
        .flatMap(k -> Collections.nCopies(counts.charAt(k) - '0', k).stream().mapToInt(c -> c))
        .asDoubleStream()
        .toArray();
  }

  /** 20 both yes, 15 both no, 5 and 10 the two ways to differ: (0.7 - 0.5) / (1 - 0.5). */
  @Test
  void cohenByHand() {
    Ratings ratings =
        table(
            "1".repeat(20) + "1".repeat(5) + "0".repeat(10) + "0".repeat(15),
            "1".repeat(20) + "0".repeat(5) + "1".repeat(10) + "0".repeat(15));
    assertEquals(0.4, new CohenKappa().of(ratings), 1e-12);
    assertEquals(0.7, new RawAgreement().of(ratings), 1e-12);
  }

  @Test
  void fullAgreementIsOneAndFullDisagreementOfTwoIsBelowZero() {
    Ratings same = table("0123", "0123");
    Ratings opposite = table("0101", "1010");
    for (AgreementCoefficient c : all()) {
      assertEquals(1, c.of(same), 1e-12, c.label());
    }
    assertEquals(-1, new CohenKappa().of(opposite), 1e-12);
    assertEquals(-1, new FleissKappa().of(opposite), 1e-12);
    assertEquals(1 - 7 * 4 / 16.0, alpha(Level.NOMINAL, opposite), 1e-12);
  }

  @Test
  void oneLabelOnlyHasNoKappa() {
    Ratings ratings = table("1111", "1111");
    assertEquals(NONE, new CohenKappa().of(ratings));
    assertEquals(NONE, new FleissKappa().of(ratings));
    assertEquals(NONE, alpha(Level.INTERVAL, ratings));
    Agreement agreement = estimate(new FleissKappa(), ratings);
    assertEquals(NONE, agreement.value());
    assertEquals("not defined: all labels are the same", agreement.note());
  }

  @Test
  void whatCannotBeComputedSaysWhy() {
    Ratings alone = table("0101");
    Ratings apart = table("01..", "..10");
    Ratings ragged = table("0110", "011.", "01..");
    assertEquals("there is one rater only", estimate(new RawAgreement(), alone).note());
    assertEquals(
        "no item has labels of two raters",
        estimate(new KrippendorffAlpha(Level.NOMINAL), apart).note());
    assertEquals("no item has labels of two raters", estimate(new CohenKappa(), apart).note());
    String fleiss = estimate(new FleissKappa(), ragged).note();
    assertTrue(
        fleiss.startsWith("it needs equally many labels for every item, and they have from 1 to 3"),
        fleiss);
    String cohen = estimate(new CohenKappa(), ragged).note();
    assertEquals("it is a coefficient of two raters, and there are 3", cohen);
    assertEquals(1, alpha(Level.NOMINAL, ragged), 1e-12);
  }

  @Test
  void twoLabelsOfOneRaterForOneItemAreRefused() {
    List<Rating> ratings =
        List.of(new Rating("i1", "ann", 1), new Rating("i2", "ann", 1), new Rating("i1", "ann", 0));
    UserException e = assertThrows(UserException.class, () -> Ratings.of(ratings));
    assertTrue(e.getMessage().startsWith("ann labelled i1 more than once"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Rating("i", "ann", NONE));
  }

  @Test
  void singleLabelsMakeATable() {
    Ratings ratings =
        Ratings.of(
            List.of(
                new Rating("i1", "ann", 2),
                new Rating("i1", "bob", 2),
                new Rating("i2", "bob", 0),
                new Rating("i1", "cy", 0)));
    assertEquals(List.of("ann", "bob", "cy"), ratings.raters());
    assertEquals(2, ratings.items());
    assertEquals(4, ratings.labels());
    assertArrayEquals(new double[] {0, 2}, ratings.scale());
    assertEquals(NONE, ratings.value(1, 0));
    assertEquals(0, ratings.value(1, 1));
    assertEquals(2, ratings.majority(0));
    assertEquals(0, ratings.majority(1));
    assertEquals(1, ratings.between(0, 1).items());
    assertEquals(NONE, table("0", "1").majority(0));
  }

  /**
   * The share of agreeing pairs of n items of two raters is a mean of n coins, so its bootstrap has
   * a standard error of sqrt(p (1 - p) / n).
   */
  @Test
  void theBootstrapKnowsTheErrorOfAShare() {
    Ratings ratings = table("1".repeat(400), "1".repeat(300) + "0".repeat(100));
    Agreement agreement =
        Agreement.estimate(new RawAgreement(), ratings, 4000, RandomStream.ofSeed(3));
    double error = Math.sqrt(0.75 * 0.25 / 400);
    assertEquals(0.75, agreement.value(), 1e-12);
    assertEquals(error, agreement.standardError(), 0.03 * error);
    assertEquals(0.75 - 1.96 * error, agreement.low(), 0.2 * error);
    assertEquals(0.75 + 1.96 * error, agreement.high(), 0.2 * error);
    assertEquals(400, agreement.items());
    assertEquals(800, agreement.labels());
  }

  @Test
  void resamplesWithoutAValueAreCounted() {
    // half of the resamples of two items draw one of them twice
    Agreement agreement =
        Agreement.estimate(new FleissKappa(), table("01", "01"), 1000, RandomStream.ofSeed(5));
    assertTrue(agreement.note().endsWith(" of 1000 resamples without a value left out"));
    int lost = Integer.parseInt(agreement.note().split(" ", 2)[0]);
    assertEquals(500, lost, 5 * Math.sqrt(250));
  }

  @Test
  void theSameStreamGivesTheSameInterval() {
    Ratings ratings = table("0120120120", "0120220110");
    for (AgreementCoefficient c : all()) {
      assertEquals(estimate(c, ratings), estimate(c, ratings));
    }
  }

  private static List<AgreementCoefficient> all() {
    List<AgreementCoefficient> all = new ArrayList<>();
    all.add(new RawAgreement());
    all.add(new CohenKappa());
    all.add(new FleissKappa());
    for (Level level : Level.values()) {
      all.add(new KrippendorffAlpha(level));
    }
    return all;
  }

  private static Agreement estimate(AgreementCoefficient coefficient, Ratings ratings) {
    return Agreement.estimate(coefficient, ratings, 100, RandomStream.ofSeed(1));
  }
}
