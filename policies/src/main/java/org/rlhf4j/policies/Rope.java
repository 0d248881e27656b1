package org.rlhf4j.policies;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Rotary position embedding (Su et al., "RoFormer", arXiv:2104.09864): pair i of a head turns by
 * position * frequency i.
 *
 * @param theta base of the frequencies
 * @param scaling how frequencies are stretched for long contexts, or null
 */
record Rope(double theta, @Nullable Scaling scaling) {

  /**
   * Stretched frequencies.
   *
   * @param type {@code linear} (all divided by the factor) or {@code llama3} (long waves only, with
   *     a smooth transition)
   * @param factor how much longer the context became
   * @param low below this many turns within the original context, frequencies are divided by the
   *     factor
   * @param high above this many turns they stay
   * @param original context length before stretching
   */
  record Scaling(String type, double factor, double low, double high, int original) {}

  static Rope plain(double theta) {
    return new Rope(theta, null);
  }

  /**
   * Reads rotary settings in the older form ({@code rope_theta}, {@code rope_scaling}) or the newer
   * (in one object, {@code rope_parameters}). Of two objects that of the older name counts, as in
   * transformers.
   */
  static Rope of(Fields f) {
    String name = present(f, "rope_scaling") ? "rope_scaling" : "rope_parameters";
    JsonObject section = present(f, name) ? f.section(name) : new JsonObject();
    Fields s = new Fields(section, Path.of(f.file() + " (" + name + ")"));
    section
        .asMap()
        .forEach(
            (key, value) -> {
              if (value.isJsonObject()) {
                throw s.wrong("has settings for " + key + " alone; only one for all layers serves");
              }
            });
    double theta = s.number("rope_theta", f.number("rope_theta", 10000));
    if (!(theta > 0)) {
      throw f.wrong("rope_theta is " + theta + "; it must be above 0");
    }
    if (s.number("partial_rotary_factor", 1) != 1) {
      throw s.wrong(
          "partial_rotary_factor is "
              + s.shown("partial_rotary_factor")
              + ", which is not supported; it can be 1 or missing");
    }
    String type = s.text("rope_type", s.text("type", "default"));
    return switch (type) {
      case "default" -> plain(theta);
      case "linear" -> new Rope(theta, new Scaling(type, factor(s), 0, 0, 0));
      case "llama3" -> new Rope(theta, llama3(f, s));
      default ->
          throw f.wrong(
              "rope type \"" + type + "\" is not supported; it can be default, linear or llama3");
    };
  }

  private static boolean present(Fields f, String name) {
    return f.has(name) && !f.json().get(name).equals(new JsonObject());
  }

  private static Scaling llama3(Fields f, Fields s) {
    double low = required(s, "low_freq_factor");
    double high = required(s, "high_freq_factor");
    String key = "original_max_position_embeddings";
    int original = f.integer(key, s.integer(key, f.integer("max_position_embeddings", 2048)));
    if (!(low > 0) || !(high > low) || original < 1) {
      throw s.wrong(
          "low_freq_factor "
              + low
              + ", high_freq_factor "
              + high
              + " and "
              + key
              + " "
              + original
              + " do not serve: the first two must be above 0 and rise, the third at least 1");
    }
    return new Scaling("llama3", factor(s), low, high, original);
  }

  private static double factor(Fields s) {
    double factor = required(s, "factor");
    if (!(factor > 0)) {
      throw s.wrong("factor is " + factor + "; it must be above 0");
    }
    return factor;
  }

  private static double required(Fields s, String name) {
    if (!s.has(name)) {
      throw s.wrong("has no " + name);
    }
    return s.number(name, 0);
  }

  /** Angles of shape (context, headDim), the second half of a head repeating the first. */
  double[][] angles(int context, int headDim) {
    int half = headDim / 2;
    double[][] angles = new double[context][headDim];
    for (int i = 0; i < half; i++) {
      double frequency = stretched(Math.pow(theta, -2.0 * i / headDim));
      for (int t = 0; t < context; t++) {
        angles[t][i] = t * frequency;
        angles[t][i + half] = t * frequency;
      }
    }
    return angles;
  }

  private double stretched(double frequency) {
    if (scaling == null) {
      return frequency;
    }
    if (scaling.type.equals("linear")) {
      return frequency / scaling.factor;
    }
    double turns = scaling.original * frequency / (2 * Math.PI);
    double keep = Math.min(1, Math.max(0, (turns - scaling.low) / (scaling.high - scaling.low)));
    return frequency * (keep + (1 - keep) / scaling.factor);
  }
}
