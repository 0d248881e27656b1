package org.rlhf4j.workbench.quality;

import com.google.gson.JsonObject;

/**
 * So many of so many.
 *
 * @param count may have fractions where single answers are partly right
 * @param n of how many
 */
public record Share(double count, int n) {
  /** The 97.5 % quantile of the normal distribution. */
  private static final double Z = 1.959963984540054;

  /** Nothing of nothing. */
  static final Share NONE = new Share(0, 0);

  Share plus(double more, int of) {
    return new Share(count + more, n + of);
  }

  /** The share; NaN of nothing. */
  double value() {
    return n == 0 ? Double.NaN : count / n;
  }

  /**
   * One end of the 95 % interval of Wilson (1927), "Probable inference, the law of succession, and
   * statistical inference".
   */
  private double wilson(int sign) {
    double p = value();
    double z2 = Z * Z;
    double half = Z * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
    return Math.max(0, Math.min(1, (p + z2 / (2 * n) + sign * half) / (1 + z2 / n)));
  }

  double low() {
    return wilson(-1);
  }

  double high() {
    return wilson(1);
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("count", count);
    json.addProperty("n", n);
    if (n > 0) {
      json.addProperty("share", value());
      json.addProperty("low", low());
      json.addProperty("high", high());
    }
    return json;
  }
}
