package org.rlhf4j.runner.bench;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long the parts of a lap took. */
final class Phases {
  private final Map<String, Long> nanos = new LinkedHashMap<>();

  /** Does a piece of work of a phase. */
  <T> T time(String phase, Supplier<T> work) {
    long begin = System.nanoTime();
    T result = work.get();
    nanos.merge(phase, System.nanoTime() - begin, Long::sum);
    return result;
  }

  /** Seconds of each phase since the last call, and of what belongs to none. */
  JsonObject take(double all) {
    JsonObject seconds = new JsonObject();
    double rest = all;
    for (Map.Entry<String, Long> phase : nanos.entrySet()) {
      double spent = phase.getValue() * 1e-9;
      seconds.addProperty(phase.getKey(), rounded(spent));
      rest -= spent;
    }
    seconds.addProperty("rest", rounded(Math.max(0, rest)));
    nanos.clear();
    return seconds;
  }

  static double rounded(double seconds) {
    return Math.round(seconds * 1e6) / 1e6;
  }
}
