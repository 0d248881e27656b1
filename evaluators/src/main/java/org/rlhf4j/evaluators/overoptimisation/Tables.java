package org.rlhf4j.evaluators.overoptimisation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;

/** Fits and points as tables. */
final class Tables {
  private static final String NONE = "none within the range";

  private final Map<Curve, Fits> fits;
  private final Proxies proxies;
  private final Map<String, String> elsewhere;
  private final double level;

  Tables(Map<Curve, Fits> fits, Proxies proxies, Map<String, String> elsewhere, double level) {
    this.fits = fits;
    this.proxies = proxies;
    this.elsewhere = elsewhere;
    this.level = level;
  }

  List<DataTable> all() {
    return List.of(fits(), points());
  }

  private DataTable fits() {
    List<List<Cell>> rows = new ArrayList<>();
    StringBuilder caption =
        new StringBuilder(
            "R: gold gain over the beginning, d: sqrt(KL). Intervals are percentiles over resampled"
                + " prompts. A peak outside the divergences that were seen is none; the share tells"
                + " how many resamples have one.");
    fits.forEach(
        (curve, of) -> {
          for (Fits.Fitted fitted : of.all()) {
            rows.add(
                row(
                    curve,
                    fitted,
                    of.chosen().filter(c -> c.fit().form() == fitted.fit().form()).isPresent()));
          }
          if (of.all().isEmpty()) {
            caption.append(' ').append(curve.name()).append(" has too few points for a fit.");
          }
          if (curve.withoutDistance() > 0) {
            caption.append(
                String.format(
                    Locale.ROOT,
                    " Of %s %d points have an estimate of KL that is not above 0, and are not"
                        + " fitted.",
                    curve.name(),
                    curve.withoutDistance()));
          }
        });
    if (!elsewhere.isEmpty()) {
      caption
          .append(" Left out, since they did not start from the reference: ")
          .append(
              elsewhere.entrySet().stream()
                  .map(e -> e.getKey() + " (from " + e.getValue() + ")")
                  .collect(Collectors.joining(", ")))
          .append('.');
    }
    String percent =
        BigDecimal.valueOf(100 * level)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString()
            + " %";
    return new DataTable(
        "fits",
        "Fits of the gold gain",
        caption.toString(),
        List.of(
            "method",
            "form R(d)",
            "chosen",
            "AIC",
            "alpha",
            "alpha, " + percent,
            "beta",
            "beta, " + percent,
            "points",
            "peak d",
            "peak d, " + percent,
            "peak R",
            "peak R, " + percent,
            "peak at",
            "resamples with a peak (%)"),
        rows);
  }

  private List<Cell> row(Curve curve, Fits.Fitted fitted, boolean chosen) {
    Fit fit = fitted.fit();
    double peak = fitted.peak();
    boolean some = Double.isFinite(peak);
    String where =
        some ? String.format(Locale.ROOT, "%s %.3g", curve.unit(), curve.at(peak)) : NONE;
    int there = fitted.peaks().values().length;
    return List.of(
        Cell.of(curve.name()),
        Cell.of(fit.form().equation()),
        Cell.of(chosen ? "yes" : "no"),
        Cell.of(fit.aic()),
        Cell.of(fit.alpha(), fitted.alpha().standardError()),
        interval(fitted.alpha()),
        Cell.of(fit.beta(), fitted.beta().standardError()),
        interval(fitted.beta()),
        Cell.of(fit.points()),
        some ? Cell.of(peak) : Cell.of(NONE),
        interval(fitted.peaks()),
        some ? Cell.of(fit.at(peak)) : Cell.of(NONE),
        interval(fitted.heights()),
        Cell.of(where),
        Cell.of(100.0 * there / (there + fitted.peaks().undefined())));
  }

  private Cell interval(Replicates replicates) {
    Interval interval = replicates.interval(level);
    return Cell.of(
        Double.isNaN(interval.low())
            ? "-"
            : String.format(Locale.ROOT, "%.3g to %.3g", interval.low(), interval.high()));
  }

  private DataTable points() {
    Set<String> kinds = new LinkedHashSet<>();
    fits.keySet().forEach(curve -> proxies.suffix(curve.name()).ifPresent(kinds::add));
    List<List<Cell>> rows = new ArrayList<>();
    for (Curve curve : fits.keySet()) {
      double[] d = curve.distances(curve.everyPrompt());
      for (int i = 0; i < d.length; i++) {
        rows.add(point(curve, curve.points().get(i), d[i], kinds));
      }
    }
    List<String> columns = new ArrayList<>(List.of("method", "at", "KL (nats)", "KL is", "d"));
    kinds.forEach(kind -> columns.add("proxy" + kind));
    columns.add("gold");
    kinds.forEach(kind -> columns.add("proxy gain" + kind));
    columns.addAll(List.of("gold gain", "prompts"));
    String onGold = proxies.onGold();
    return new DataTable(
        "points",
        "Every point of the curves",
        "Means over prompts with standard errors; gains are paired with the beginning."
            + (onGold.isEmpty()
                ? ""
                : " Without a proxy, since gold was optimised: " + onGold + "."),
        columns,
        rows);
  }

  private List<Cell> point(Curve curve, Curve.Point point, double d, Set<String> kinds) {
    Sample kl = Sample.of(point.kl());
    List<Cell> row = new ArrayList<>();
    row.add(Cell.of(curve.name()));
    row.add(Cell.of(curve.unit() + " " + point.at()));
    row.add(curve.bound() ? Cell.of(kl.mean()) : cell(kl));
    row.add(Cell.of(curve.bound() ? "upper bound" : "estimate (k1)"));
    row.add(Cell.of(d));
    Optional<String> own = proxies.suffix(curve.name());
    Cell none = Cell.of(Double.NaN);
    Cell proxy = cell(Sample.of(point.proxy()));
    Cell proxyGain = cell(curve.gain(point, Curve.Score.PROXY));
    kinds.forEach(kind -> row.add(own.filter(kind::equals).isPresent() ? proxy : none));
    row.add(cell(Sample.of(point.gold())));
    kinds.forEach(kind -> row.add(own.filter(kind::equals).isPresent() ? proxyGain : none));
    row.add(cell(curve.gain(point, Curve.Score.GOLD)));
    row.add(Cell.of(kl.n()));
    return row;
  }

  private static Cell cell(Sample sample) {
    return Cell.of(sample.mean(), sample.standardError());
  }
}
