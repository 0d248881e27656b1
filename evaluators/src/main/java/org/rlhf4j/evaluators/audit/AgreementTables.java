package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rlhf4j.api.agreement.Agreement;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.FleissKappa;
import org.rlhf4j.api.agreement.KrippendorffAlpha;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;

/**
 * What {@code agreement} shows.
 *
 * @param options of the evaluator
 * @param ratings the labels
 * @param categories words of nominal labels; empty for numbers
 * @param missing labels that are missing or unusable
 * @param random of the bootstrap
 */
record AgreementTables(
    AgreementOptions options,
    Ratings ratings,
    List<String> categories,
    int missing,
    RandomStream random) {

  /** Of more raters there are too many pairs for a table; those of lists have no identity. */
  private static final int PAIRED = 20;

  Evaluation evaluation(Basis basis) {
    List<Agreement> overall = new ArrayList<>();
    for (AgreementCoefficient coefficient : coefficients()) {
      overall.add(estimate(coefficient, ratings));
    }
    List<DataTable> tables = new ArrayList<>(List.of(overall(overall)));
    int raters = ratings.raters().size();
    if (raters > 1 && raters <= PAIRED) {
      tables.add(pairs());
    }
    if (raters <= PAIRED) {
      tables.add(raters());
    }
    tables.add(counts());
    return Evaluation.of(basis, overall.stream().map(this::measurement).toList())
        .withTables(tables);
  }

  private Set<AgreementCoefficient> coefficients() {
    Set<AgreementCoefficient> all = new LinkedHashSet<>();
    all.add(new RawAgreement());
    if (ratings.raters().size() == 2) {
      all.add(new CohenKappa());
    }
    all.add(new FleissKappa());
    all.add(new KrippendorffAlpha(Level.NOMINAL));
    all.add(new KrippendorffAlpha(level()));
    return all;
  }

  private Level level() {
    return categories.isEmpty() ? options.level() : Level.NOMINAL;
  }

  /** Every coefficient has its own stream, so that another one moves no interval. */
  private Agreement estimate(AgreementCoefficient coefficient, Ratings of) {
    return Agreement.estimate(
        coefficient,
        of,
        options.resamples(),
        random.child("bootstrap").child(coefficient.label()).child(String.join(",", of.raters())));
  }

  private Measurement measurement(Agreement agreement) {
    return Measurement.estimate(
            options.name(),
            agreement.coefficient(),
            "",
            agreement.value(),
            agreement.standardError(),
            agreement.interval(),
            agreement.items())
        .noted(agreement.note());
  }

  private static DataTable overall(List<Agreement> agreements) {
    return new DataTable(
        "agreement",
        "Agreement of all raters",
        "Intervals are 95 % percentile intervals of a bootstrap over items. Only items with two"
            + " labels or more count.",
        List.of("coefficient", "value", "low", "high", "items", "labels", "note"),
        agreements.stream()
            .map(
                a ->
                    List.of(
                        Cell.of(a.coefficient()),
                        Cell.of(a.value(), a.standardError()),
                        Cell.of(a.low()),
                        Cell.of(a.high()),
                        Cell.of(a.items()),
                        Cell.of(a.labels()),
                        Cell.of(a.note())))
            .toList());
  }

  private DataTable pairs() {
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < ratings.raters().size(); i++) {
      for (int j = i + 1; j < ratings.raters().size(); j++) {
        Ratings both = ratings.between(i, j);
        Agreement raw = estimate(new RawAgreement(), both);
        Agreement kappa = estimate(new CohenKappa(), both);
        rows.add(
            List.of(
                Cell.of(ratings.raters().get(i)),
                Cell.of(ratings.raters().get(j)),
                Cell.of(raw.value(), raw.standardError()),
                Cell.of(kappa.value(), kappa.standardError()),
                Cell.of(kappa.low()),
                Cell.of(kappa.high()),
                Cell.of(both.items()),
                Cell.of(kappa.note())));
      }
    }
    return new DataTable(
        "pairs",
        "Agreement of each two raters",
        "On the items that both labelled. Disagreement is 1 - raw agreement.",
        List.of("rater", "and", "raw agreement", "Cohen's kappa", "low", "high", "items", "note"),
        rows);
  }

  /** Labels of each rater, and how often it is with the majority of the others. */
  private DataTable raters() {
    double[] scale = ratings.scale();
    List<String> columns =
        new ArrayList<>(List.of("rater", "labels", "with the majority (%)", "n"));
    for (double label : scale) {
      columns.add(word(label) + " (%)");
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int j = 0; j < ratings.raters().size(); j++) {
      Majority majority = Majority.of(ratings, j);
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(ratings.raters().get(j)));
      row.add(Cell.of(majority.labels()));
      row.add(
          majority.credits().length == 0
              ? Cell.of("no majority")
              : Cell.of(100 * majority.share().mean(), 100 * majority.share().standardError()));
      row.add(Cell.of(majority.credits().length));
      for (double label : scale) {
        row.add(Cell.of(100 * share(j, label, majority.labels())));
      }
      rows.add(row);
    }
    return new DataTable(
        "raters",
        "Each rater",
        "Agreement with the label that most of the other raters gave, on items where there is one"
            + " such label.",
        columns,
        rows);
  }

  private double share(int rater, double label, int labels) {
    double n = 0;
    for (int i = 0; i < ratings.items(); i++) {
      n += ratings.value(i, rater) == label ? 1 : 0;
    }
    return n / labels;
  }

  /** What there is, and what the majority says. */
  private DataTable counts() {
    List<List<Cell>> rows = new ArrayList<>();
    add(rows, "items", ratings.items());
    add(rows, "raters", ratings.raters().size());
    add(rows, "labels", ratings.labels());
    add(rows, "missing or unusable labels", missing);
    add(rows, "items with fewer than two labels", ratings.items() - ratings.pairable().items());
    double[] scale = ratings.scale();
    int[] majorities = new int[scale.length];
    int none = 0;
    for (int i = 0; i < ratings.items(); i++) {
      double majority = ratings.majority(i);
      if (Double.isNaN(majority)) {
        none++;
      } else {
        majorities[Arrays.binarySearch(scale, majority)]++;
      }
    }
    for (int k = 0; k < scale.length; k++) {
      add(rows, "items whose most frequent label is " + word(scale[k]), majorities[k]);
    }
    add(rows, "items without a most frequent label", none);
    return new DataTable("counts", "Labels", "", List.of("what", "how many"), rows);
  }

  private static void add(List<List<Cell>> rows, String what, int number) {
    rows.add(List.of(Cell.of(what), Cell.of(number)));
  }

  private String word(double label) {
    if (!categories.isEmpty()) {
      return categories.get((int) label);
    }
    return label == Math.rint(label) ? Long.toString((long) label) : Double.toString(label);
  }
}
