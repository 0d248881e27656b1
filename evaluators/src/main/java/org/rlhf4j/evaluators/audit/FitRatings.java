package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;

/** Fits noise to ratings. */
record FitRatings(LabelFile file, FitAnnotatorsOptions options) implements Evaluator {

  private static final double LEVEL = 0.95;

  /** Pairs of items that people and simulated annotators are compared on. */
  private static final int PAIRS = 100_000;

  /** A number of the fit. */
  private record Derived(String name, String what, ToDoubleFunction<RatingNoise> of) {}

  private static final List<Derived> NUMBERS =
      List.of(
          new Derived("flip", "flip that makes two annotators agree as often", FitRatings::flip),
          new Derived("noise", "standard deviation of a rating", n -> Math.sqrt(n.within())),
          new Derived("spread", "standard deviation of the items", n -> Math.sqrt(n.between())),
          new Derived("correlation", "of two ratings of an item, ICC(1)", RatingNoise::correlation),
          new Derived(
              "scale", "of a soft reward-judge in the units of the ratings", RatingNoise::scale),
          new Derived("wrong", "how often an annotator names the worse of two", RatingNoise::wrong),
          new Derived(
              "agreement", "of two on which of two items is better", RatingNoise::agreement));

  private static double flip(RatingNoise noise) {
    return new FlipRate(2).ofAgreement(noise.agreement());
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
    Ratings ratings = file.ratings().pairable();
    RatingNoise.Item[] items =
        IntStream.range(0, ratings.items())
            .mapToObj(i -> RatingNoise.Item.of(ratings, i))
            .toArray(RatingNoise.Item[]::new);
    RatingNoise fit = RatingNoise.of(items);
    List<Replicates> replicates =
        new Bootstrap(options.resamples(), LEVEL, task.random().child("bootstrap"))
            .replicates(
                items.length,
                NUMBERS.size(),
                drawn -> {
                  RatingNoise noise = RatingNoise.of(items, drawn);
                  return NUMBERS.stream().mapToDouble(n -> n.of().applyAsDouble(noise)).toArray();
                });
    List<List<Cell>> rows = new ArrayList<>();
    List<Measurement> measurements = new ArrayList<>();
    for (int k = 0; k < NUMBERS.size(); k++) {
      Derived number = NUMBERS.get(k);
      double value = number.of().applyAsDouble(fit);
      double error = replicates.get(k).standardError();
      Interval interval = replicates.get(k).interval(LEVEL);
      rows.add(
          List.of(
              Cell.of(number.name()),
              Cell.of(number.what()),
              Cell.of(value, error),
              Cell.of(interval.low()),
              Cell.of(interval.high())));
      measurements.add(
          Measurement.estimate(
              options.name(), number.name(), "", value, error, interval, items.length));
    }
    DataTable table =
        new DataTable(
            "fit",
            "Noise of ratings",
            "Intervals are 95 % percentile intervals of a bootstrap over items.",
            List.of("number", "what it is", "value", "low", "high"),
            rows);
    return Evaluation.of(file.basis(), measurements)
        .withTables(List.of(table, reproduced(ratings, fit, task.random())));
  }

  /** How often two agree which of two items is the better: people, closed form, simulation. */
  private DataTable reproduced(Ratings ratings, RatingNoise fit, RandomStream random) {
    double[][] labels =
        IntStream.range(0, ratings.items())
            .mapToObj(i -> labels(ratings, i))
            .toArray(double[][]::new);
    RandomGenerator people = random.child("pairs").generator();
    RandomGenerator normal = random.child("simulation").generator();
    double agreed = 0;
    double simulated = 0;
    for (int p = 0; p < PAIRS; p++) {
      double[] one = pair(labels, people);
      double[] other = pair(labels, people, one);
      agreed += same(one[1] - other[1], one[2] - other[2]);
      double value = Math.sqrt(2 * fit.between()) * normal.nextGaussian();
      double noise = Math.sqrt(2 * fit.within());
      simulated +=
          same(value + noise * normal.nextGaussian(), value + noise * normal.nextGaussian());
    }
    return new DataTable(
        "reproduced",
        "How often two agree which of two items is the better",
        "On "
            + PAIRS
            + " pairs of items drawn at random; equal ratings count as a coin. The standard"
            + " error is that of the draws.",
        List.of("who", "agreement"),
        List.of(
            List.of(Cell.of("people"), share(agreed)),
            List.of(Cell.of("the fit, in closed form"), Cell.of(fit.agreement())),
            List.of(Cell.of("the fit, simulated"), share(simulated))));
  }

  private static Cell share(double count) {
    double p = count / PAIRS;
    return Cell.of(p, Math.sqrt(p * (1 - p) / PAIRS));
  }

  /** 1 for one sign, 0 for two; one half where either is no preference. */
  private static double same(double a, double b) {
    double product = Math.signum(a) * Math.signum(b);
    return (1 + product) / 2;
  }

  /** An item and two of its labels. */
  private static double[] pair(double[][] labels, RandomGenerator random) {
    int item = random.nextInt(labels.length);
    int a = random.nextInt(labels[item].length);
    int b = random.nextInt(labels[item].length - 1);
    return new double[] {item, labels[item][a], labels[item][b < a ? b : b + 1]};
  }

  /** One of another item. */
  private static double[] pair(double[][] labels, RandomGenerator random, double[] one) {
    double[] other = pair(labels, random);
    while (other[0] == one[0]) {
      other = pair(labels, random);
    }
    return other;
  }

  private static double[] labels(Ratings ratings, int item) {
    return IntStream.range(0, ratings.raters().size())
        .mapToDouble(j -> ratings.value(item, j))
        .filter(v -> !Double.isNaN(v))
        .toArray();
  }
}
