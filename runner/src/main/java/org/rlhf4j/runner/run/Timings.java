package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.util.function.Supplier;

/** Seconds that each phase of a run took, in order; phases of one name are added up. */
final class Timings {
  private final JsonObject seconds = new JsonObject();

  <T> T time(String phase, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      double before = seconds.has(phase) ? seconds.get(phase).getAsDouble() : 0;
      double now = (System.nanoTime() - start) * 1e-9;
      seconds.addProperty(phase, Math.round((before + now) * 1000) / 1000.0);
    }
  }

  JsonObject json() {
    return seconds;
  }
}
