package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Seconds that each phase of a run took, in order; phases of one name are added up, those of a run
 * that was interrupted included.
 */
final class Timings {
  private final JsonObject seconds;
  private @Nullable String running;
  private long start;

  Timings() {
    this(new JsonObject());
  }

  /** Adds to what an interrupted run took. */
  Timings(JsonObject before) {
    this.seconds = before.deepCopy();
  }

  <T> T time(String phase, Supplier<T> work) {
    running = phase;
    start = System.nanoTime();
    try {
      return work.get();
    } finally {
      seconds.addProperty(phase, soFar(phase));
      running = null;
    }
  }

  private double soFar(String phase) {
    double before = seconds.has(phase) ? seconds.get(phase).getAsDouble() : 0;
    double now = (System.nanoTime() - start) * 1e-9;
    return Math.round((before + now) * 1000) / 1000.0;
  }

  /** With what the running phase took so far. */
  JsonObject json() {
    JsonObject json = seconds.deepCopy();
    if (running != null) {
      json.addProperty(running, soFar(running));
    }
    return json;
  }
}
