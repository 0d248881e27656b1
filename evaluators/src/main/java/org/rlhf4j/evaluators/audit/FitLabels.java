package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.agreement.Agreement;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.evaluators.audit.FitAnnotatorsOptions.Weighting;

/**
 * Fits a flip to labels, and where there are two of them a share of hard items beside it.
 *
 * @param ratings those that count
 * @param categories how many labels there are to choose from
 * @param dropped ties that do not count
 * @param missing fields without a label
 */
record FitLabels(
    Ratings ratings,
    int categories,
    int dropped,
    int missing,
    Basis basis,
    FitAnnotatorsOptions options)
    implements Evaluator {

  private static final List<String> SIGNS = List.of("above 0", "below 0", "0");

  /** Standard deviations of the simulations beyond which a difference is more than chance. */
  private static final double FAR = 3;

  static FitLabels of(LabelFile file, FitAnnotatorsOptions options) {
    boolean polarity = options.measure() == FitAnnotatorsOptions.Measure.POLARITY;
    Ratings all = polarity ? signs(file.ratings()) : file.ratings();
    List<String> words = polarity ? SIGNS : file.categories();
    String tie = polarity ? "0" : options.tie();
    boolean drop = !tie.isEmpty() && options.ties() == FitAnnotatorsOptions.Ties.DROP;
    int dropped = drop ? words.indexOf(tie) : -1;
    int categories = words.size() - (drop ? 1 : 0);
    if (categories < 2) {
      throw new UserException(
          "fit-annotators: "
              + options.file().path()
              + " has no two labels that differ"
              + (drop ? " and are not \"" + tie + "\"" : "")
              + "; there are "
              + String.join(", ", words));
    }
    int ties = 0;
    double[][] values = new double[all.items()][all.raters().size()];
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < values[i].length; j++) {
        double value = all.value(i, j);
        ties += value == dropped ? 1 : 0;
        values[i][j] = value == dropped ? Double.NaN : value;
      }
    }
    Ratings kept = Ratings.of(all.raters(), values).pairable();
    if (kept.items() < 2) {
      throw new UserException(
          "fit-annotators: without ties fewer than two items have two labels; set ties to"
              + " category");
    }
    return new FitLabels(kept, categories, ties, file.missing(), file.basis(), options);
  }

  /** Ratings by their signs, as places in {@link #SIGNS}. */
  private static Ratings signs(Ratings ratings) {
    double[][] signs = new double[ratings.items()][ratings.raters().size()];
    for (int i = 0; i < signs.length; i++) {
      for (int j = 0; j < signs[i].length; j++) {
        double value = ratings.value(i, j);
        signs[i][j] = Double.isNaN(value) ? value : value > 0 ? 0 : value < 0 ? 1 : 2;
      }
    }
    return Ratings.of(ratings.raters(), signs);
  }

  /** It measures a file. */
  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return Work.nothing();
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    RandomStream random = task.random();
    Weighting weighting = options.weighting();
    FlipRate rate = new FlipRate(categories, TwoKinds.agreement(weighting));
    Agreement flip = estimate(rate, random);
    Agreement raw = estimate(TwoKinds.agreement(weighting), random);
    Agreement variance = estimate(TwoKinds.variance(weighting), random);
    List<Sample> simulated = simulated(flip.value(), 0, random.child("simulation"));
    double expected = rate.agreement(flip.value());
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(row("flip", flip, Double.NaN, null));
    rows.add(row("agreement of two", raw, expected, simulated.get(0)));
    rows.add(row("variance", variance, expectedVariance(flip.value()), simulated.get(1)));
    if (matters()) {
      rows.add(otherWeighting(random));
    }
    List<DataTable> tables = new ArrayList<>();
    tables.add(
        table("fit", "One flip that makes simulated annotators agree as these people", rows));
    List<Measurement> measurements = new ArrayList<>();
    measurements.add(
        measurement(
            flip,
            Stream.of(
                    note(raw, variance, simulated.get(1), expected),
                    matters() ? "weighting " + weighting.name().toLowerCase(Locale.ROOT) : "")
                .filter(note -> !note.isEmpty())
                .collect(Collectors.joining("; "))));
    measurements.add(measurement(raw, ""));
    measurements.add(measurement(variance, ""));
    if (categories == 2 && TwoKinds.isKnownFrom(ratings)) {
      pool(raw, variance, random, tables, measurements);
    }
    tables.add(counts());
    return Evaluation.of(basis, measurements).withTables(tables);
  }

  /** Flip and hard items together, for agreement and variance. */
  private void pool(
      Agreement raw,
      Agreement variance,
      RandomStream random,
      List<DataTable> tables,
      List<Measurement> measurements) {
    Weighting weighting = options.weighting();
    TwoKinds fit = TwoKinds.of(ratings, weighting);
    Agreement flip = estimate(TwoKinds.number("pool flip", weighting, TwoKinds::flip), random);
    Agreement hard = estimate(TwoKinds.number("pool hard", weighting, TwoKinds::hard), random);
    List<Sample> simulated = simulated(fit.flip(), fit.hard(), random.child("pool"));
    double expected = fit.variance(TwoKinds.sizes(ratings), weighting);
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(row("flip", flip, Double.NaN, null));
    rows.add(row("hard", hard, Double.NaN, null));
    rows.add(row("agreement of two", raw, fit.agreement(), simulated.get(0)));
    rows.add(row("variance", variance, expected, simulated.get(1)));
    tables.add(
        table(
            "pool",
            "Options of simulated-annotators for the agreement and the variance of these people",
            rows));
    measurements.add(measurement(flip, ""));
    measurements.add(
        measurement(
            hard,
            Math.abs(expected - variance.value()) > 1e-6
                ? String.format(
                    Locale.ROOT,
                    "the variance nearest to that of people, %.4f, is %.4f",
                    variance.value(),
                    expected)
                : ""));
  }

  private List<Sample> simulated(double flip, double hard, RandomStream random) {
    return NoisyLabels.like(ratings, categories, flip, hard)
        .simulate(
            List.of(
                TwoKinds.agreement(options.weighting()), TwoKinds.variance(options.weighting())),
            options.simulations(),
            random);
  }

  private DataTable table(String id, String title, List<List<Cell>> rows) {
    return new DataTable(
        id,
        title,
        "Intervals are 95 % percentile intervals of a bootstrap over items. The expected value"
            + " is that of annotators with these numbers in closed form, the simulated one a mean"
            + " over "
            + options.simulations()
            + " simulations with the same numbers of labels. Variance: error in predicting a"
            + " label by the most frequent one of the others."
            + weightingInWords(),
        List.of("", "people", "low", "high", "expected", "simulated", "spread of simulations"),
        rows);
  }

  /** The flip that the other weighting would give. */
  private List<Cell> otherWeighting(RandomStream random) {
    Weighting other = options.weighting() == Weighting.ITEMS ? Weighting.PAIRS : Weighting.ITEMS;
    return row(
        "flip, weighting " + other.name().toLowerCase(Locale.ROOT),
        estimate(new FlipRate(categories, TwoKinds.agreement(other)), random),
        Double.NaN,
        null);
  }

  /** Where all items have as many labels, both weightings are one. */
  private boolean matters() {
    return TwoKinds.sizes(ratings).size() > 1;
  }

  /** What counts alike, and how much of it a quarter of the items makes. */
  private String weightingInWords() {
    if (!matters()) {
      return "";
    }
    return options.weighting() == Weighting.ITEMS
        ? " Each item counts alike (weighting items), however many labels it has."
        : String.format(
            Locale.ROOT,
            " Each pair of labels counts alike (weighting pairs): the quarter of the items with the"
                + " most labels has %.0f %% of the pairs.",
            100 * shareOfPairs());
  }

  /** The share of the pairs of labels that the quarter of items with the most labels has. */
  private double shareOfPairs() {
    double[] pairs =
        IntStream.range(0, ratings.items())
            .mapToDouble(i -> ratings.labels(i) * (ratings.labels(i) - 1.0))
            .sorted()
            .toArray();
    double most = Arrays.stream(pairs).skip(pairs.length - (pairs.length + 3) / 4).sum();
    return most / Arrays.stream(pairs).sum();
  }

  private Agreement estimate(AgreementCoefficient coefficient, RandomStream random) {
    // the same resamples for all three
    return Agreement.estimate(coefficient, ratings, options.resamples(), random.child("bootstrap"));
  }

  /** What the flip does not reproduce; empty if it reproduces all. */
  private static String note(Agreement raw, Agreement variance, Sample simulated, double expected) {
    if (raw.value() < expected - 1e-9) {
      return "people agree less than dice do; no flip gives that";
    }
    double distance = (variance.value() - simulated.mean()) / simulated.standardDeviation();
    return Math.abs(distance) > FAR
        ? String.format(
            Locale.ROOT,
            "gives the agreement, but a variance of %.3f where people have %.3f: items differ in"
                + " difficulty",
            simulated.mean(),
            variance.value())
        : "";
  }

  /** Of two labels in closed form; NaN for more. */
  private double expectedVariance(double flip) {
    return categories == 2
        ? new TwoKinds(flip, 0).variance(TwoKinds.sizes(ratings), options.weighting())
        : Double.NaN;
  }

  private static List<Cell> row(
      String what, Agreement people, double expected, @Nullable Sample simulated) {
    return List.of(
        Cell.of(what),
        Cell.of(people.value(), people.standardError()),
        Cell.of(people.low()),
        Cell.of(people.high()),
        Cell.of(expected),
        Cell.of(simulated == null ? Double.NaN : simulated.mean()),
        Cell.of(simulated == null ? Double.NaN : simulated.standardDeviation()));
  }

  private Measurement measurement(Agreement agreement, String note) {
    return Measurement.estimate(
            options.name(),
            agreement.coefficient(),
            "",
            agreement.value(),
            agreement.standardError(),
            agreement.interval(),
            agreement.items())
        .noted(note);
  }

  private DataTable counts() {
    return new DataTable(
        "counts",
        "What was fitted",
        "",
        List.of("what", "how many"),
        List.of(
            List.of(Cell.of("items with two labels or more"), Cell.of(ratings.items())),
            List.of(Cell.of("their labels"), Cell.of(ratings.labels())),
            List.of(Cell.of("labels to choose from"), Cell.of(categories)),
            List.of(Cell.of("ties left out"), Cell.of(dropped)),
            List.of(Cell.of("missing labels"), Cell.of(missing))));
  }
}
