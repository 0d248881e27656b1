package org.rlhf4j.workbench.quality;

import com.google.gson.JsonObject;
import org.rlhf4j.api.statistics.Interval;

/**
 * So many of so many.
 *
 * @param count may have fractions where single answers are partly right
 * @param n of how many
 */
public record Share(double count, int n) {
  private static final double LEVEL = 0.95;

  /** Nothing of nothing. */
  static final Share NONE = new Share(0, 0);

  Share plus(double more, int of) {
    return new Share(count + more, n + of);
  }

  /** The share; NaN of nothing. */
  double value() {
    return n == 0 ? Double.NaN : count / n;
  }

  /** Wilson's interval at 95 %. */
  private Interval interval() {
    return Interval.wilson(value(), n, LEVEL);
  }

  double low() {
    return interval().low();
  }

  double high() {
    return interval().high();
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
