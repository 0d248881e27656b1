package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What each phase of a run took, in order: seconds, the peak of resident memory, and what else was
 * counted. Phases of one name are added up, those of a run that was interrupted included; of peaks
 * the highest counts.
 */
final class Timings {
  private static final String MEMORY = "peak memory, MiB";

  private final JsonObject seconds;
  private final JsonObject costs;
  private @Nullable String running;
  private long start;

  Timings() {
    this(new JsonObject(), new JsonObject());
  }

  /**
   * Adds to what an interrupted run took.
   *
   * @param seconds as {@link #json} gives them
   * @param costs as {@link #costs} gives them
   */
  Timings(JsonObject seconds, JsonObject costs) {
    this.seconds = seconds.deepCopy();
    this.costs = costs.deepCopy();
  }

  <T> T time(String phase, Supplier<T> work) {
    running = phase;
    start = System.nanoTime();
    ResidentMemory.restartPeak();
    try {
      return work.get();
    } finally {
      seconds.addProperty(phase, soFar(phase));
      ResidentMemory.peak().ifPresent(m -> atLeast(phase, m));
      running = null;
    }
  }

  private double soFar(String phase) {
    double before = seconds.has(phase) ? seconds.get(phase).getAsDouble() : 0;
    double now = (System.nanoTime() - start) * 1e-9;
    return Math.round((before + now) * 1000) / 1000.0;
  }

  private void atLeast(String phase, long memory) {
    JsonObject own = of(phase);
    long before = own.has(MEMORY) ? own.get(MEMORY).getAsLong() : 0;
    own.addProperty(MEMORY, Math.max(before, memory));
  }

  private JsonObject of(String phase) {
    if (!costs.has(phase)) {
      costs.add(phase, new JsonObject());
    }
    return costs.getAsJsonObject(phase);
  }

  /** Adds to the costs of the running phase; before and after all phases to those of the setup. */
  synchronized void spend(String what, double amount) {
    if (!(amount >= 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException(amount + " of " + what + " cannot be spent");
    }
    JsonObject own = of(Optional.ofNullable(running).orElse("setup"));
    double sum = amount + (own.has(what) ? own.get(what).getAsDouble() : 0);
    if (sum == Math.rint(sum)) {
      own.addProperty(what, (long) sum);
    } else {
      own.addProperty(what, sum);
    }
  }

  /** Seconds by phase, with what the running phase took so far. */
  JsonObject json() {
    JsonObject json = seconds.deepCopy();
    if (running != null) {
      json.addProperty(running, soFar(running));
    }
    return json;
  }

  /** What else was spent, by phase and then by what it is. */
  synchronized JsonObject costs() {
    return costs.deepCopy();
  }

  /** The highest peak of all phases, in MiB; empty where the system does not tell. */
  OptionalLong peakMemory() {
    return costs.asMap().values().stream()
        .filter(own -> own.getAsJsonObject().has(MEMORY))
        .mapToLong(own -> own.getAsJsonObject().get(MEMORY).getAsLong())
        .max();
  }
}
