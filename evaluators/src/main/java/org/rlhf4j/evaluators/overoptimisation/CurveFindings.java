package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;

/** What curves tell: numbers, tests, fits, and how they are shown. */
final class CurveFindings {
  private static final String PROXY_GAIN = "proxy gain";
  private static final String GOLD_GAIN = "gold gain";
  private static final String SINCE_BEST = "gold since best";
  private static final String CHOSEN =
      "the best point is chosen on half of the prompts and measured on the other half";
  private static final String STILL_BEST = "the last point is the best";

  private final OverOptimisationOptions options;
  private final List<Curve> curves;
  private final Proxies proxies;
  private final Map<String, String> elsewhere;
  private final List<Prompt> prompts;
  private final Bootstrap bootstrap;
  private final RandomStream random;

  /**
   * Findings to be made once.
   *
   * @param proxies which reward each curve's proxy is
   * @param elsewhere methods whose training started from another policy, with its name
   * @param prompts of the run, of which the curves have the first; empty where they have others
   */
  CurveFindings(
      OverOptimisationOptions options,
      List<Curve> curves,
      Proxies proxies,
      Map<String, String> elsewhere,
      List<Prompt> prompts,
      RandomStream random) {
    this.options = options;
    this.curves = curves;
    this.proxies = proxies;
    this.elsewhere = elsewhere;
    this.prompts = prompts;
    this.random = random;
    this.bootstrap = new Bootstrap(options.resamples(), options.level(), random.child("bootstrap"));
  }

  /** The names of the columns. */
  static List<String> columns(OverOptimisationOptions options) {
    return Stream.of(PROXY_GAIN, GOLD_GAIN, SINCE_BEST).map(c -> options.name() + c).toList();
  }

  /** All of it. */
  Evaluation evaluation(Basis basis) {
    List<Measurement> measurements = new ArrayList<>();
    List<PromptScores> scores = new ArrayList<>();
    List<SinceBest> since = new ArrayList<>();
    Map<Curve, Fits> fits = new LinkedHashMap<>();
    for (Curve curve : curves) {
      since.add(SinceBest.of(curve, random.child("since-best").child(curve.name())));
      measure(curve, since.get(since.size() - 1), measurements, scores);
      fits.put(curve, Fits.of(curve, bootstrap));
    }
    Set<String> found = measurements.stream().map(Measurement::metric).collect(Collectors.toSet());
    elsewhere.forEach((method, start) -> measurements.addAll(unmeasured(method, start, found)));
    Alarms alarms = new Alarms(1 - options.level(), options.resamples(), random.child("alarms"));
    Evaluation evaluation =
        Evaluation.of(basis, measurements)
            .withScores(scores)
            .withCharts(new Charts(fits, proxies).all())
            .withTables(new Tables(fits, proxies, elsewhere, options.level()).all())
            .withAlarms(alarms.of(curves, since));
    if (basis.judge() == null) {
      return evaluation; // a file's scores, of which nobody says whose they are
    }
    for (Curve curve : curves) {
      Optional<String> proxy = proxies.suffix(curve.name());
      if (proxy.isPresent()) {
        String judge = proxies.own().getOrDefault(curve.name(), Basis.REWARD_OF_THE_RUN);
        evaluation = evaluation.withBasis(proxyGain(proxy.get()), basis.judgedBy(judge));
      }
    }
    return evaluation;
  }

  /** Why a method that was watched has no numbers in the columns that there are. */
  private List<Measurement> unmeasured(String method, String start, Set<String> found) {
    String why = "trained from " + start + ", and not from the reference " + options.reference();
    return columns(options).stream()
        .filter(found::contains)
        .map(c -> Measurement.fixed(method, c, "", Double.NaN, 0, why))
        .toList();
  }

  private String proxyGain(String suffix) {
    return options.name() + PROXY_GAIN + suffix;
  }

  private void measure(
      Curve curve, SinceBest since, List<Measurement> measurements, List<PromptScores> scores) {
    Map<String, Curve.Score> gains = new LinkedHashMap<>();
    proxies.suffix(curve.name()).ifPresent(s -> gains.put(proxyGain(s), Curve.Score.PROXY));
    gains.put(options.name() + GOLD_GAIN, Curve.Score.GOLD);
    gains.forEach(
        (name, score) -> {
          double[] gain = Curve.difference(curve.last(), curve.first(), score);
          measurements.add(Measurement.mean(curve.name(), name, "", gain));
          if (!prompts.isEmpty()) {
            scores.add(new PromptScores(curve.name(), name, padded(gain)));
          }
        });
    String column = options.name() + SINCE_BEST;
    measurements.add(
        since.endIsBest()
            ? Measurement.fixed(curve.name(), column, "", 0, curve.prompts(), STILL_BEST)
            : Measurement.student(
                    curve.name(), column, "", since.value(), since.standardError(), curve.prompts())
                .as(Measurement.Kind.SELECTED)
                .noted(CHOSEN));
  }

  /** NaN for prompts on which nothing was watched. */
  private double[] padded(double[] values) {
    double[] all = new double[prompts.size()];
    Arrays.fill(all, Double.NaN);
    System.arraycopy(values, 0, all, 0, values.length);
    return all;
  }
}
