package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Replicates;

/**
 * Length-controlled win rates of a panel (arXiv:2404.04475): what the judge would have preferred
 * had all answers been as long as the baseline's. Difficulties come from the panel, see {@link
 * InstructionDifficulty}; then each model's {@link LengthWeights} are fitted by themselves.
 *
 * <p>Where we differ: AlpacaEval penalises by L1, and adds judged answers of the baseline that were
 * cut or padded on purpose, so that a model whose answers are nearly all shorter than the
 * baseline's gets no impossible length weight. Another data set has no such answers; here the
 * length weight is drawn to that of the whole panel (quadratic, strength {@code slopePenalty}),
 * since a preference for length is the judge's more than the model's. The difficulty weight is
 * drawn to 1, the panel's, with strength 1, and the bias to 0 with 0.01.
 *
 * <p>Names exchanged, preferences, lengths, difficulties and the bias change their signs and
 * nothing else does: a swapped panel's rates are 100 less these.
 *
 * @param slopePenalty how strongly a model's length weight is drawn to the panel's: 1 / variance of
 *     a normal prior
 */
record LengthControl(double slopePenalty) {

  /** Fewer prompts than this for three weights, and the raw rate stands in. */
  static final int FEWEST_PROMPTS = 30;

  /** With which strength the difficulty weight is drawn to 1. */
  private static final double DIFFICULTY_WEIGHT_PENALTY = 1;

  /**
   * A model's length-controlled rate.
   *
   * @param model its name
   * @param rate in percent; the raw one where the controlled one is not identified
   * @param replicates the same on resampled prompts
   * @param rawError the raw rate's standard error, in percent
   * @param weights the fitted ones; {@link LengthWeights#BASELINE} where not identified
   * @param note why it is the raw rate, or else what was left out of the model; may be empty
   * @param identified whether it is the controlled rate
   */
  record Controlled(
      String model,
      double rate,
      Replicates replicates,
      double rawError,
      LengthWeights weights,
      String note,
      boolean identified) {

    /** Of the rate, in percent: the bootstrap's, or the raw rate's where that stands in. */
    double standardError() {
      return identified ? replicates.standardError() : rawError;
    }
  }

  /** Rates of all models of a panel, in its order. */
  List<Controlled> of(Panel panel, Bootstrap bootstrap) {
    List<Match> identified =
        panel.matches().stream().filter(match -> obstacle(match).isEmpty()).toList();
    InstructionDifficulty difficulty =
        InstructionDifficulty.of(identified, panel.prompts().size(), slopePenalty);
    List<Controlled> controlled = new ArrayList<>();
    for (Match match : panel.matches()) {
      String obstacle = obstacle(match);
      controlled.add(
          obstacle.isEmpty() ? control(match, difficulty, bootstrap) : raw(match, obstacle));
    }
    return controlled;
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
        raw.standardError(),
        LengthWeights.BASELINE,
        "raw: " + obstacle,
        false);
  }

  private Controlled control(Match match, InstructionDifficulty difficulty, Bootstrap bootstrap) {
    int[] usable = match.usable();
    double[] t = LengthFeature.of(match, usable);
    double[][] x = new double[usable.length][];
    double[] y = new double[usable.length];
    for (int k = 0; k < usable.length; k++) {
      x[k] =
          difficulty.estimated()
              ? new double[] {1, t[k], difficulty.gamma()[usable[k]]}
              : new double[] {1, t[k]};
      y[k] = match.preferences()[usable[k]];
    }
    double[] centre = {0, difficulty.meanSlope(), 1};
    double[] penalty = {JointFit.BIAS_PENALTY, slopePenalty, DIFFICULTY_WEIGHT_PENALTY};
    int width = difficulty.estimated() ? 3 : 2;
    PenalisedLogistic model =
        new PenalisedLogistic(Arrays.copyOf(penalty, width), Arrays.copyOf(centre, width));
    double[] ones = new double[usable.length];
    Arrays.fill(ones, 1);
    double[] b = model.fit(x, y, ones, new double[width]);
    Replicates replicates =
        bootstrap.replicates(usable.length, drawn -> resampled(model, x, y, b, drawn));
    LengthWeights weights = weights(b);
    return new Controlled(
        match.model(),
        weights.rate(difficulty.gamma()),
        replicates,
        HeadToHead.of(match.preferences()).standardError(),
        weights,
        difficulty.estimated() ? "" : "a single model: without instruction difficulty",
        true);
  }

  /** The rate on resampled prompts, the difficulties of which are taken as known. */
  private static double resampled(
      PenalisedLogistic model, double[][] x, double[] y, double[] start, int[] drawn) {
    double[] times = new double[y.length];
    for (int k : drawn) {
      times[k]++;
    }
    LengthWeights weights = weights(model.fit(x, y, times, start));
    return weights.rate(
        Arrays.stream(drawn).mapToDouble(k -> x[k].length > 2 ? x[k][2] : 0).toArray());
  }

  private static LengthWeights weights(double[] b) {
    return new LengthWeights(b[0], b[1], b.length > 2 ? b[2] : 0);
  }
}
