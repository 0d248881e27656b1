package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.math.Sample;

/** Curves as charts: gold of all together, proxy of all together, and both of each one. */
final class Charts {
  private static final int STEPS_OF_A_FIT = 60;
  private static final String HOW =
      "Gains over the beginning of each curve, paired over prompts; bars are 95 % intervals."
          + " Dashes: the fitted form that AIC chose. Divergences of best-of-n are upper bounds.";

  private final Map<Curve, Fits> fits;
  private final Proxies proxies;

  Charts(Map<Curve, Fits> fits, Proxies proxies) {
    this.fits = fits;
    this.proxies = proxies;
  }

  List<Chart> all() {
    List<Chart> charts = new ArrayList<>();
    List<Chart.Series> gold = new ArrayList<>();
    Map<String, List<Chart.Series>> proxy = new LinkedHashMap<>();
    fits.forEach(
        (curve, fit) -> {
          gold.add(series(curve.name(), curve, Curve.Score.GOLD, Chart.Mark.POINTS));
          dashes(curve.name() + " (fit)", curve, fit).ifPresent(gold::add);
          Chart.Mark joined = Chart.Mark.LINE_WITH_POINTS;
          proxies
              .suffix(curve.name())
              .ifPresent(
                  suffix ->
                      proxy
                          .computeIfAbsent(suffix, x -> new ArrayList<>())
                          .add(series(curve.name(), curve, Curve.Score.PROXY, joined)));
        });
    charts.add(chart("gold-by-kl", "Gold reward against divergence", "gold gain", gold));
    proxy.forEach(
        (suffix, series) ->
            charts.add(
                chart(
                    "proxy-by-kl" + kebab(suffix),
                    "Proxy reward" + suffix + " against divergence",
                    "proxy gain" + suffix,
                    series)));
    fits.forEach(
        (curve, fit) -> {
          List<Chart.Series> both = new ArrayList<>();
          both.add(series("proxy", curve, Curve.Score.PROXY, Chart.Mark.LINE_WITH_POINTS));
          both.add(series("gold", curve, Curve.Score.GOLD, Chart.Mark.POINTS));
          dashes("gold (fit)", curve, fit).ifPresent(both::add);
          String title = "Proxy and gold of " + curve.name();
          charts.add(chart("both-" + kebab(curve.name()), title, "gain", both));
        });
    return charts;
  }

  private static String kebab(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static Chart chart(String id, String title, String y, List<Chart.Series> series) {
    return new Chart(
        id,
        title,
        HOW,
        Chart.Axis.of("sqrt(KL) from the reference", "nats^0.5"),
        Chart.Axis.of(y, ""),
        series);
  }

  private static Chart.Series series(String name, Curve curve, Curve.Score score, Chart.Mark mark) {
    double[] d = curve.distances(curve.everyPrompt());
    List<Chart.Point> points = new ArrayList<>();
    for (int i = 0; i < d.length; i++) {
      Curve.Point point = curve.points().get(i);
      Sample gain = curve.gain(point, score);
      points.add(Chart.Point.of(d[i], gain).labelled(curve.unit() + " " + point.at()));
    }
    return new Chart.Series(name, mark, points);
  }

  private static Optional<Chart.Series> dashes(String name, Curve curve, Fits fits) {
    double farthest = Arrays.stream(curve.distances(curve.everyPrompt())).max().orElse(0);
    return fits.chosen()
        .map(
            fitted -> {
              List<Chart.Point> points = new ArrayList<>();
              for (int i = 0; i <= STEPS_OF_A_FIT; i++) {
                double d = farthest * i / STEPS_OF_A_FIT;
                points.add(Chart.Point.of(d, fitted.fit().at(d)));
              }
              return new Chart.Series(name, Chart.Mark.DASHES, points);
            });
  }
}
