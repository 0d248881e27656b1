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
   * (in one object).
   */
  static Rope of(ModelConfig.Fields f) {
    JsonObject section =
        f.has("rope_parameters")
            ? f.section("rope_parameters")
            : f.has("rope_scaling") ? f.section("rope_scaling") : new JsonObject();
    ModelConfig.Fields s = new ModelConfig.Fields(section, Path.of(f.file() + " (rope settings)"));
    double theta = s.number("rope_theta", f.number("rope_theta", 10000));
    if (!(theta > 0) || !(s.number("factor", 1) > 0)) {
      throw f.wrong("rope_theta and the factor of rope_scaling must be above 0");
    }
    String type = s.text("rope_type", s.text("type", "default"));
    return switch (type) {
      case "default" -> plain(theta);
      case "linear" -> new Rope(theta, new Scaling(type, s.number("factor", 1), 0, 0, 0));
      case "llama3" ->
          new Rope(
              theta,
              new Scaling(
                  type,
                  s.number("factor", 1),
                  s.number("low_freq_factor", 1),
                  s.number("high_freq_factor", 4),
                  s.integer("original_max_position_embeddings", null)));
      default ->
          throw f.wrong(
              "rope type \"" + type + "\" is not supported; it can be default, linear or llama3");
    };
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
