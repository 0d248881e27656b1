package org.rlhf4j.evaluators.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.evaluators.audit.FitAnnotatorsOptions.Weighting;

/** Fits find the noise that data were made with. */
final class FitAnnotatorsTest {

  private static final LabelsOptions LIST =
      new LabelsOptions("f.csv", "", "", List.of("all"), List.of());

  private static FitAnnotatorsOptions options(
      FitAnnotatorsOptions.Measure measure, String tie, FitAnnotatorsOptions.Ties ties) {
    return options(measure, tie, ties, Weighting.PAIRS);
  }

  private static FitAnnotatorsOptions options(
      FitAnnotatorsOptions.Measure measure,
      String tie,
      FitAnnotatorsOptions.Ties ties,
      Weighting weighting) {
    return new FitAnnotatorsOptions(LIST, measure, tie, ties, weighting, 200, 40, "people");
  }

  private static FitAnnotatorsOptions labels() {
    return options(FitAnnotatorsOptions.Measure.LABELS, "", FitAnnotatorsOptions.Ties.DROP);
  }

  private static Rows lists(IntStream items, IntFunction<List<?>> labels) {
    String[] lines =
        Stream.concat(Stream.of("all"), items.mapToObj(i -> labels.apply(i).toString()))
            .toArray(String[]::new);
    return Rows.of(lines);
  }

  @Test
  void closedForms() {
    FlipRate two = new FlipRate(2);
    assertEquals(0.25, two.ofAgreement(0.75 * 0.75 + 0.25 * 0.25), 1e-12);
    assertEquals(0, two.ofAgreement(1), 1e-12);
    assertEquals(0.5, two.ofAgreement(0.5), 1e-12);
    assertEquals(0.5, two.ofAgreement(0.3), 1e-12);
    FlipRate three = new FlipRate(3);
    assertEquals(0.2, three.ofAgreement(0.8 * 0.8 + 0.1 * 0.1 + 0.1 * 0.1), 1e-12);
    assertEquals(2 / 3.0, three.ofAgreement(1 / 3.0), 1e-12);
    assertEquals(0.8 * 0.8 + 2 * 0.1 * 0.1, three.agreement(0.2), 1e-12);
    // three labels: all right or two of them; two labels: a coin if they differ
    assertEquals(0.9 * 0.9 * 0.9 + 3 * 0.9 * 0.9 * 0.1, TwoKinds.majorityIsRight(3, 0.1), 1e-12);
    assertEquals(0.9, TwoKinds.majorityIsRight(2, 0.1), 1e-12);
    assertEquals(0.5, TwoKinds.majorityIsRight(0, 0.1), 1e-12);
  }

  @Test
  void leaveOneOutByHand() {
    Ratings ratings =
        Ratings.of(
            List.of("a", "b", "c", "d"),
            new double[][] {{1, 1, 1, 0}, {1, 1, 0, 0}, {2, 1, 0, Double.NaN}});
    // 1110: the 0 is wrong; each 1 sees 1 1 0 and is right. 1100: each sees one alike, two not.
    // 210: each sees two others, and neither is its own
    assertEquals((1 + 4 + 3) / 11.0, new LeaveOneOut(false).of(ratings), 1e-12);
    assertEquals((1 / 4.0 + 4 / 4.0 + 3 / 3.0) / 3, new LeaveOneOut(true).of(ratings), 1e-12);
    // two labels that differ from each other, and a tie that one of two guesses hits
    assertEquals(2, LeaveOneOut.wrong(new int[] {1, 1}), 1e-12);
    assertEquals(2 * 0.5 + 1, LeaveOneOut.wrong(new int[] {2, 1}), 1e-12);
  }

  @Test
  void theFlipOfSimulatedAnnotatorsIsFound() {
    RandomGenerator g = RandomStream.ofSeed(5).generator();
    Rows rows =
        lists(
            IntStream.range(0, 2000),
            i -> {
              boolean truth = g.nextBoolean();
              return IntStream.range(0, 5)
                  .mapToObj(j -> truth == g.nextDouble() < 0.8 ? 1 : 2)
                  .toList();
            });
    Evaluation found = rows.evaluate(new FitAnnotatorsPlugin(), labels());
    Measurement flip = found.measurements().get(0);
    assertEquals(0.2, flip.value(), 4 * flip.standardError());
    assertTrue(flip.standardError() < 0.01, flip::toString);
    assertEquals("", flip.note());
    double agreement = Rows.number(found, "fit", "people", "agreement of two");
    assertEquals(agreement, Rows.number(found, "fit", "expected", "agreement of two"), 1e-12);
    for (String row : List.of("agreement of two", "variance")) {
      double spread = Rows.number(found, "fit", "spread of simulations", row);
      double expected = Rows.number(found, "fit", "expected", row);
      assertEquals(expected, Rows.number(found, "fit", "simulated", row), spread, row);
      assertEquals(expected, Rows.number(found, "fit", "people", row), 4 * spread, row);
    }
  }

  @Test
  void itemsOfDifferentDifficultyAreSeenInTheVariance() {
    RandomGenerator g = RandomStream.ofSeed(6).generator();
    // half of the items are clear, the others a coin
    Rows rows =
        lists(
            IntStream.range(0, 1000),
            i ->
                IntStream.range(0, 9)
                    .mapToObj(j -> i % 2 == 0 || g.nextBoolean() ? 1 : 2)
                    .toList());
    Measurement flip = rows.evaluate(new FitAnnotatorsPlugin(), labels()).measurements().get(0);
    // agreement is 3/4
    assertEquals((1 - Math.sqrt(0.5)) / 2, flip.value(), 0.02);
    assertTrue(flip.note().endsWith("items differ in difficulty"), flip.note());
  }

  /** Both numbers that labels were made with come back, and agreement and variance with them. */
  @Test
  void theFlipAndTheHardItemsOfSimulatedAnnotatorsAreFound() {
    RandomGenerator g = RandomStream.ofSeed(8).generator();
    Rows rows =
        lists(
            IntStream.range(0, 3000),
            i -> {
              double wrong = g.nextDouble() < 0.3 ? 0.5 : 0.1;
              int truth = 1 + g.nextInt(2);
              return IntStream.range(0, 4 + i % 5)
                  .mapToObj(j -> g.nextDouble() < wrong ? 3 - truth : truth)
                  .toList();
            });
    Evaluation found = rows.evaluate(new FitAnnotatorsPlugin(), labels());
    for (String number : List.of("pool flip", "pool hard")) {
      Measurement m =
          found.measurements().stream().filter(x -> x.metric().equals(number)).findFirst().get();
      assertEquals(number.endsWith("flip") ? 0.1 : 0.3, m.value(), 3 * m.standardError(), number);
      assertTrue(m.standardError() < 0.03, m::toString);
      assertEquals("", m.note());
    }
    for (String row : List.of("agreement of two", "variance")) {
      double people = Rows.number(found, "pool", "people", row);
      double spread = Rows.number(found, "pool", "spread of simulations", row);
      assertEquals(people, Rows.number(found, "pool", "expected", row), 1e-6, row);
      assertEquals(people, Rows.number(found, "pool", "simulated", row), spread, row);
    }
  }

  /** By hand, for one flip in ten and one hard item in four. */
  @Test
  void closedFormsOfTwoKinds() {
    TwoKinds kinds = new TwoKinds(0.1, 0.25);
    assertEquals(0.125 + 0.75 * 0.82, kinds.agreement(), 1e-12);
    // of two others: both right, or one of them and a guess
    double right = 0.81 + 0.18 / 2;
    double wrong = 0.1 * right + 0.9 * (1 - right);
    assertEquals(0.125 + 0.75 * wrong, kinds.variance(Map.of(3, 7), Weighting.PAIRS), 1e-12);
    assertEquals(1 - kinds.agreement(), kinds.variance(Map.of(3, 7), Weighting.PAIRS), 1e-12);
    // of four others: 4 or 3 right, or two and a guess
    right = 0.9 * 0.9 * 0.9 * 0.9 + 4 * 0.9 * 0.9 * 0.9 * 0.1 + 6 * 0.81 * 0.01 / 2;
    wrong = 0.1 * right + 0.9 * (1 - right);
    assertEquals(0.125 + 0.75 * wrong, kinds.variance(Map.of(5, 2), Weighting.PAIRS), 1e-12);
  }

  /** Three labels an item tell one number only. */
  @Test
  void withThreeLabelsThereIsNoSecondNumber() {
    Rows rows = Rows.of("all", "[1, 1, 2]", "[1, 2, 2]", "[2, 2, 2]", "[2, 2, 2]");
    Evaluation found = rows.evaluate(new FitAnnotatorsPlugin(), labels());
    assertTrue(found.tables().stream().noneMatch(t -> t.id().equals("pool")));
    assertEquals(3, found.measurements().size());
  }

  @Test
  void tiesAreLeftOutOrALabelMore() {
    Rows rows = Rows.of("all", "[1, 1, 0]", "[1, 2, 2]", "[0, 0, 0]", "[2, 2, 2]");
    Evaluation dropped =
        rows.evaluate(
            new FitAnnotatorsPlugin(),
            options(FitAnnotatorsOptions.Measure.LABELS, "0", FitAnnotatorsOptions.Ties.DROP));
    // 1 of 1, 1 of 3 and 3 of 3 pairs agree
    assertEquals(5 / 7.0, Rows.number(dropped, "fit", "people", "agreement of two"), 1e-12);
    assertEquals(4, Rows.number(dropped, "counts", "how many", "ties left out"));
    Evaluation kept =
        rows.evaluate(
            new FitAnnotatorsPlugin(),
            options(FitAnnotatorsOptions.Measure.LABELS, "0", FitAnnotatorsOptions.Ties.CATEGORY));
    assertEquals(8 / 12.0, Rows.number(kept, "fit", "people", "agreement of two"), 1e-12);
    assertEquals(new FlipRate(3).ofAgreement(8 / 12.0), kept.measurements().get(0).value(), 1e-12);
  }

  @Test
  void pairsOrItemsCountAlike() {
    Rows rows = Rows.of("all", "[1, 1, 1, 2]", "[1, 2]", "[1, 1]", "[1, 1]");
    FitAnnotatorsPlugin plugin = new FitAnnotatorsPlugin();
    Evaluation pairs = rows.evaluate(plugin, labels());
    Evaluation items =
        rows.evaluate(
            plugin,
            options(
                FitAnnotatorsOptions.Measure.LABELS,
                "",
                FitAnnotatorsOptions.Ties.DROP,
                Weighting.ITEMS));
    // of 6, 1, 1 and 1 pairs 3, 0, 1 and 1 agree
    assertEquals(5 / 9.0, Rows.number(pairs, "fit", "people", "agreement of two"), 1e-12);
    assertEquals(2.5 / 4, Rows.number(items, "fit", "people", "agreement of two"), 1e-12);
    double flip = new FlipRate(2).ofAgreement(2.5 / 4);
    assertEquals(flip, items.measurements().get(0).value(), 1e-12);
    assertEquals(flip, Rows.number(pairs, "fit", "people", "flip, weighting items"), 1e-12);
    assertTrue(pairs.measurements().get(0).note().endsWith("weighting pairs"));
    assertTrue(items.measurements().get(0).note().endsWith("weighting items"));
    String caption = pairs.tables().get(0).caption();
    assertTrue(caption.contains("with the most labels has 67 % of the pairs"), caption);
    // the weighting of the variance: 3 right of 4, none of 2, both, both
    assertEquals((1 / 4.0 + 1 + 0 + 0) / 4, Rows.number(items, "fit", "people", "variance"), 1e-12);
  }

  @Test
  void ratingsHaveNoWeighting() {
    FitAnnotatorsOptions wrong =
        options(
            FitAnnotatorsOptions.Measure.RATINGS,
            "",
            FitAnnotatorsOptions.Ties.DROP,
            Weighting.ITEMS);
    UserException e =
        assertThrows(
            UserException.class,
            () -> Rows.of("all", "[1, 2]").evaluate(new FitAnnotatorsPlugin(), wrong));
    assertTrue(e.getMessage().contains("weighting"), e.getMessage());
  }

  @Test
  void disagreementBeyondChanceHasNoFlip() {
    Rows rows = Rows.of("all", "[1, 2]", "[1, 2]", "[2, 1]", "[1, 1]");
    Measurement flip = rows.evaluate(new FitAnnotatorsPlugin(), labels()).measurements().get(0);
    assertEquals(0.5, flip.value());
    assertEquals("people agree less than dice do; no flip gives that", flip.note());
  }

  @Test
  void theNoiseOfRatingsIsFound() {
    RandomGenerator g = RandomStream.ofSeed(8).generator();
    Rows rows =
        lists(
            IntStream.range(0, 1500),
            i -> {
              double value = 2 * g.nextGaussian();
              return IntStream.range(0, 4 + i % 3).mapToObj(j -> value + g.nextGaussian()).toList();
            });
    Evaluation found =
        rows.evaluate(
            new FitAnnotatorsPlugin(),
            options(FitAnnotatorsOptions.Measure.RATINGS, "", FitAnnotatorsOptions.Ties.DROP));
    check(found, "noise", 1);
    check(found, "spread", 2);
    check(found, "correlation", 0.8);
    check(found, "scale", Math.sqrt(6) / Math.PI);
    check(found, "wrong", Math.atan(0.5) / Math.PI);
    check(found, "agreement", 1 - Math.acos(0.8) / Math.PI);
    double agreement = 1 - Math.acos(0.8) / Math.PI;
    check(found, "flip", (1 - Math.sqrt(2 * agreement - 1)) / 2);
    double expected = Rows.number(found, "reproduced", "agreement", "the fit, in closed form");
    assertEquals(
        expected, Rows.number(found, "reproduced", "agreement", "the fit, simulated"), 0.006);
    assertEquals(expected, Rows.number(found, "reproduced", "agreement", "people"), 0.012);
  }

  private static void check(Evaluation found, String metric, double expected) {
    Measurement m =
        found.measurements().stream()
            .filter(x -> x.metric().equals(metric))
            .findFirst()
            .orElseThrow();
    assertEquals(expected, m.value(), 4 * m.standardError(), m::toString);
    assertTrue(m.standardError() < 0.06 * expected, m::toString);
  }

  @Test
  void varianceByHand() {
    // items 1 3 and 2 6: mean squares 10 / 2 within and 4 between, so between is below 0
    RatingNoise.Item[] items = {new RatingNoise.Item(2, 2, 2), new RatingNoise.Item(2, 4, 8)};
    assertEquals(new RatingNoise(5, 0), RatingNoise.of(items));
    RatingNoise.Item[] apart = {new RatingNoise.Item(2, 0, 2), new RatingNoise.Item(2, 10, 2)};
    // between: 2 * 25 * 2 = 100 against 2 within, over 2 labels an item
    assertEquals(new RatingNoise(2, 49), RatingNoise.of(apart));
  }

  @Test
  void whatCannotBeFittedIsRefused() {
    FitAnnotatorsPlugin plugin = new FitAnnotatorsPlugin();
    Rows single = Rows.of("all", "[1]", "[2]", "[1, 2]");
    Rows same = Rows.of("all", "[1, 1]", "[1, 1]");
    UserException few = assertThrows(UserException.class, () -> single.evaluate(plugin, labels()));
    assertTrue(few.getMessage().contains("has 1 items with two labels or more"), few.getMessage());
    UserException one = assertThrows(UserException.class, () -> same.evaluate(plugin, labels()));
    assertTrue(one.getMessage().contains("no two labels that differ"), one.getMessage());
    FitAnnotatorsOptions tie =
        options(FitAnnotatorsOptions.Measure.LABELS, "x", FitAnnotatorsOptions.Ties.DROP);
    assertThrows(UserException.class, () -> single.evaluate(plugin, tie));
    assertThrows(UserException.class, () -> single.evaluate(plugin, plugin.defaults()));
  }
}
