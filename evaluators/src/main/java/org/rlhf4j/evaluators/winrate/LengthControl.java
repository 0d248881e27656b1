package org.rlhf4j.evaluators.winrate;

import java.util.Arrays;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;

/**
 * The length-controlled win rate of one model (arXiv:2404.04475): what the judge would have
 * preferred had all answers been as long as the baseline's. It rests on the model's own rows and on
 * constants that are given, as AlpacaEval 2.0 has it: other models in the run or file move nothing.
 *
 * <p>The model's {@link LengthWeights} are those of least cross-entropy plus 1/2 (0.01 bias^2 +
 * slopePenalty (length - slope)^2 + (difficulty - 1)^2), the last where {@link Difficulties} are
 * given. Names exchanged, preferences, lengths, difficulties and the bias change their signs and
 * nothing else does: the swapped rate is 100 less this one.
 *
 * <p>Where we differ: AlpacaEval penalises by L1, and holds the length weight by judged answers of
 * its baseline that were padded and cut on purpose. Another data set has no such answers; in their
 * place the length weight is drawn to {@code slope}. Without that, nothing tells length from
 * quality where nearly all answers of a model are longer than the baseline's.
 *
 * @param slope what the length weight is drawn to: 0 for a judge of which nothing is known, so that
 *     a length weight must show in the model's own rows
 * @param slopePenalty how strongly: 1 / variance of a normal prior
 * @param difficulties of the prompts
 */
record LengthControl(double slope, double slopePenalty, Difficulties difficulties) {

  /** Fewer prompts than this for three weights, and the raw rate stands in. */
  static final int FEWEST_PROMPTS = 30;

  private static final double LEVEL = 0.95;

  /** Keeps the bias of a model that always wins finite. */
  private static final double BIAS_PENALTY = 0.01;

  /** With which strength the difficulty weight is drawn to 1. */
  private static final double DIFFICULTY_WEIGHT_PENALTY = 1;

  /** A share of answers on one side of the baseline's length that leaves little to learn from. */
  private static final double ONE_SIDED = 0.95;

  /**
   * A model's length-controlled rate.
   *
   * @param model its name
   * @param rate in percent; the raw one where the controlled one is not identified
   * @param replicates the same on resampled prompts
   * @param raw what stands in where it is not identified
   * @param weights the fitted ones; {@link LengthWeights#BASELINE} where not identified
   * @param note why it is the raw rate, or else what a reader must know of it; may be empty
   * @param identified whether it is the controlled rate
   */
  record Controlled(
      String model,
      double rate,
      Replicates replicates,
      HeadToHead raw,
      LengthWeights weights,
      String note,
      boolean identified) {

    /** Of the rate, in percent: the bootstrap's, or the raw rate's where that stands in. */
    double standardError() {
      return identified ? replicates.standardError() : raw.standardError();
    }

    /** Of the rate, in percent: the bootstrap's percentiles, or the raw rate's interval. */
    Interval interval() {
      return identified ? replicates.interval(LEVEL) : raw.interval();
    }
  }

  /** The rate of a model from its own rows. */
  Controlled of(Panel panel, Match match, Bootstrap bootstrap) {
    double[] gamma = difficulties.of(panel.prompts());
    String obstacle = obstacle(match);
    return obstacle.isEmpty() ? control(match, gamma, bootstrap) : raw(match, obstacle);
  }

  /** What the rates rest upon, in words. */
  String inWords() {
    return "length weight drawn to "
        + slope
        + " with strength "
        + slopePenalty
        + ", "
        + difficulties.identity();
  }

  /** Why a match's controlled rate is not identified; empty where it is. */
  private static String obstacle(Match match) {
    int[] usable = match.usable();
    if (usable.length < FEWEST_PROMPTS) {
      return "too few prompts to control for length: " + usable.length + " of " + FEWEST_PROMPTS;
    }
    if (Arrays.stream(usable).mapToDouble(i -> match.preferences()[i]).distinct().count() == 1) {
      return "length cannot be controlled for: all preferences are the same";
    }
    if (Arrays.stream(usable)
        .anyMatch(i -> Double.isNaN(match.lengths()[i] - match.baselineLengths()[i]))) {
      return "length cannot be controlled for: lengths are not known";
    }
    return LengthFeature.of(match, usable).length == 0
        ? "length cannot be controlled for: all answers differ from the baseline's by the same"
            + " length"
        : "";
  }

  private static Controlled raw(Match match, String obstacle) {
    HeadToHead raw = HeadToHead.of(match.preferences());
    return new Controlled(
        match.model(),
        raw.winRate(),
        Replicates.of(new double[0]),
        raw,
        LengthWeights.BASELINE,
        "raw: " + obstacle,
        false);
  }

  private Controlled control(Match match, double[] gamma, Bootstrap bootstrap) {
    int[] usable = match.usable();
    double[] t = LengthFeature.of(match, usable);
    double[] own = Arrays.stream(usable).mapToDouble(i -> gamma[i]).toArray();
    int width = difficulties.given() ? 3 : 2;
    double[][] x = new double[usable.length][];
    double[] y = new double[usable.length];
    for (int k = 0; k < usable.length; k++) {
      x[k] = Arrays.copyOf(new double[] {1, t[k], own[k]}, width);
      y[k] = match.preferences()[usable[k]];
    }
    PenalisedLogistic model =
        new PenalisedLogistic(
            Arrays.copyOf(
                new double[] {BIAS_PENALTY, slopePenalty, DIFFICULTY_WEIGHT_PENALTY}, width),
            Arrays.copyOf(new double[] {0, slope, 1}, width));
    double[] ones = new double[usable.length];
    Arrays.fill(ones, 1);
    double[] b = model.fit(x, y, ones, new double[width]);
    Replicates replicates =
        bootstrap.replicates(usable.length, drawn -> resampled(model, x, y, own, b, drawn));
    LengthWeights weights = weights(b);
    return new Controlled(
        match.model(),
        weights.rate(own),
        replicates,
        HeadToHead.of(match.preferences()),
        weights,
        oneSided(t),
        true);
  }

  /** Where nearly all answers are longer, or shorter, the constants decide as much as the rows. */
  private static String oneSided(double[] t) {
    double longer = (double) Arrays.stream(t).filter(v -> v > 0).count() / t.length;
    double shorter = (double) Arrays.stream(t).filter(v -> v < 0).count() / t.length;
    double share = Math.max(longer, shorter);
    return share < ONE_SIDED
        ? ""
        : Math.round(100 * share)
            + " % of the answers are "
            + (longer > shorter ? "longer" : "shorter")
            + " than the baseline's: extrapolated to equal length";
  }

  /** The rate on resampled prompts. */
  private static double resampled(
      PenalisedLogistic model,
      double[][] x,
      double[] y,
      double[] own,
      double[] start,
      int[] drawn) {
    double[] times = new double[y.length];
    for (int k : drawn) {
      times[k]++;
    }
    LengthWeights weights = weights(model.fit(x, y, times, start));
    return weights.rate(Arrays.stream(drawn).mapToDouble(k -> own[k]).toArray());
  }

  private static LengthWeights weights(double[] b) {
    return new LengthWeights(b[0], b[1], b.length > 2 ? b[2] : 0);
  }
}
