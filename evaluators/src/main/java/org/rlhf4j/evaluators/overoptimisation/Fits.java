package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Replicates;

/** Both forms fitted to the gold gain of one curve, each with its bootstrap over prompts. */
final class Fits {

  /**
   * A form on the whole data and on resamples.
   *
   * @param fit on the whole data
   * @param peak the d of its maximum within the range; NaN for none
   * @param alpha on resamples
   * @param beta on resamples
   * @param peaks on resamples that have one within the range
   * @param heights the gain at these
   */
  record Fitted(
      Fit fit,
      double peak,
      Replicates alpha,
      Replicates beta,
      Replicates peaks,
      Replicates heights) {}

  private static final int WIDTH = 4;

  private final Map<Form, Fitted> fitted = new EnumMap<>(Form.class);

  /** Fits a curve; see {@link #all} for what came of it. */
  static Fits of(Curve curve, Bootstrap bootstrap) {
    Fits fits = new Fits();
    double[] d = curve.distances(curve.everyPrompt());
    double[] r = curve.gains(curve.everyPrompt());
    List<Replicates> replicates =
        bootstrap.replicates(
            curve.prompts(), WIDTH * Form.values().length, drawn -> statistics(curve, drawn));
    int place = 0;
    for (Form form : Form.values()) {
      int from = WIDTH * place++;
      Fit.of(form, d, r)
          .ifPresent(
              fit ->
                  fits.fitted.put(
                      form,
                      new Fitted(
                          fit,
                          fit.peakWithin(d),
                          replicates.get(from),
                          replicates.get(from + 1),
                          replicates.get(from + 2),
                          replicates.get(from + 3))));
    }
    return fits;
  }

  /** Alpha, beta, peak and its height of each form; NaN for what there is not. */
  private static double[] statistics(Curve curve, int[] drawn) {
    double[] statistics = new double[WIDTH * Form.values().length];
    double[] d = curve.distances(drawn);
    double[] r = curve.gains(drawn);
    int from = 0;
    for (Form form : Form.values()) {
      Optional<Fit> fit = Fit.of(form, d, r);
      double peak = fit.map(f -> f.peakWithin(d)).orElse(Double.NaN);
      statistics[from] = fit.map(Fit::alpha).orElse(Double.NaN);
      statistics[from + 1] = fit.map(Fit::beta).orElse(Double.NaN);
      statistics[from + 2] = peak;
      statistics[from + 3] = fit.map(f -> f.at(peak)).orElse(Double.NaN);
      from += WIDTH;
    }
    return statistics;
  }

  /** Those forms that could be fitted. */
  List<Fitted> all() {
    return new ArrayList<>(fitted.values());
  }

  /** The form with the smallest AIC. */
  Optional<Fitted> chosen() {
    return fitted.values().stream()
        .reduce((one, other) -> other.fit().aic() < one.fit().aic() ? other : one);
  }
}
