package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Bootstrap;

/** What curves tell: numbers, tests, fits, and how they are shown. */
final class Findings {
  private static final String PROXY_GAIN = "proxy gain";
  private static final String GOLD_GAIN = "gold gain";
  private static final String SINCE_BEST = "gold since best";
  private static final String CHOSEN = "the best of all points was chosen: a little too low";
  private static final String STILL_BEST = "the last point is the best";

  private final OverOptimisationOptions options;
  private final List<Curve> curves;
  private final Proxies proxies;
  private final List<String> elsewhere;
  private final List<Prompt> prompts;
  private final Bootstrap bootstrap;

  /**
   * Findings to be made once.
   *
   * @param proxies which reward each curve's proxy is
   * @param elsewhere methods whose training started from another policy, in words
   * @param prompts of the run, of which the curves have the first; empty where they have others
   */
  Findings(
      OverOptimisationOptions options,
      List<Curve> curves,
      Proxies proxies,
      List<String> elsewhere,
      List<Prompt> prompts,
      RandomStream random) {
    this.options = options;
    this.curves = curves;
    this.proxies = proxies;
    this.elsewhere = elsewhere;
    this.prompts = prompts;
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
    List<Alarm> alarms = new ArrayList<>();
    Map<Curve, Fits> fits = new LinkedHashMap<>();
    for (Curve curve : curves) {
      measure(curve, measurements, scores);
      alarm(curve, alarms);
      fits.put(curve, Fits.of(curve, bootstrap));
    }
    Evaluation evaluation =
        Evaluation.of(basis, measurements)
            .withScores(scores)
            .withCharts(new Charts(fits, proxies).all())
            .withTables(new Tables(fits, proxies, elsewhere, options.level()).all())
            .withAlarms(alarms);
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

  private String proxyGain(String suffix) {
    return options.name() + PROXY_GAIN + suffix;
  }

  private void measure(Curve curve, List<Measurement> measurements, List<PromptScores> scores) {
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
    Curve.Point best = curve.best();
    boolean still = best.at() == curve.last().at();
    Sample since = Sample.of(Curve.difference(curve.last(), best, Curve.Score.GOLD));
    measurements.add(
        new Measurement(
            curve.name(),
            options.name() + SINCE_BEST,
            "",
            since.mean(),
            still ? Double.NaN : since.standardError(),
            since.n(),
            still ? STILL_BEST : CHOSEN));
  }

  /** NaN for prompts on which nothing was watched. */
  private double[] padded(double[] values) {
    double[] all = new double[prompts.size()];
    Arrays.fill(all, Double.NaN);
    System.arraycopy(values, 0, all, 0, values.length);
    return all;
  }

  private void alarm(Curve curve, List<Alarm> alarms) {
    PeakTest test = PeakTest.of(curve, bootstrap);
    double significance = 1 - options.level();
    if (!(test.p() <= significance)) {
      return;
    }
    Curve.Point best = curve.best();
    Sample gold = Sample.of(Curve.difference(curve.last(), best, Curve.Score.GOLD));
    Sample proxy = Sample.of(Curve.difference(curve.last(), best, Curve.Score.PROXY));
    if (proxy.mean() < 0) {
      return; // both fell: a training that failed, and not a proxy that was optimised too far
    }
    alarms.add(
        new Alarm(
            curve.name(),
            String.format(
                Locale.ROOT,
                "the gold peak is passed: from %s %d to %d gold changed by %.3g ± %.2g while the"
                    + " proxy changed by %.3g ± %.2g (paired over %d prompts; p = %.2g for a"
                    + " decline since any point, below %.2g)",
                curve.unit(),
                best.at(),
                curve.last().at(),
                gold.mean(),
                gold.standardError(),
                proxy.mean(),
                proxy.standardError(),
                gold.n(),
                test.p(),
                significance),
            evidence(curve, best)));
  }

  private List<String> evidence(Curve curve, Curve.Point best) {
    List<String> rows = new ArrayList<>();
    for (Curve.Point point : curve.points()) {
      rows.add(
          String.format(
              Locale.ROOT,
              "%s %d: KL %s%.3g nats, proxy %.3g, gold %.3g%s",
              curve.unit(),
              point.at(),
              curve.bound() ? "at most " : "",
              Sample.of(point.kl()).mean(),
              Sample.of(point.proxy()).mean(),
              Sample.of(point.gold()).mean(),
              point.at() == best.at() ? " (best)" : ""));
    }
    return rows;
  }
}
