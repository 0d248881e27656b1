package org.rlhf4j.runner.bench;

import com.google.gson.JsonObject;
import java.util.function.Consumer;
import org.rlhf4j.api.plugin.Progress;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.runner.run.PeakMemory;

/** A stopwatch whose laps after the warm-up become lines. */
final class Laps {
  private final Job job;
  private final Consumer<JsonObject> lines;
  private long begin = System.nanoTime();
  private int laps;

  Laps(Job job, Consumer<JsonObject> lines) {
    this.job = job;
    this.lines = lines;
  }

  /** Ends a lap, in which so many tokens were done, and begins the next one. */
  void lap(long tokens) {
    double seconds = (System.nanoTime() - begin) * 1e-9;
    if (++laps > job.warmup()) {
      lines.accept(line(seconds, tokens));
    }
    begin = System.nanoTime();
  }

  /** How many laps there were. */
  int laps() {
    return laps;
  }

  /** A log of a method whose every step is a lap. */
  RunLog log(Runnable lap) {
    return new RunLog() {
      @Override
      public void step(int step, Record metrics) {
        lap.run();
      }

      @Override
      public Progress progress(String task, long total, String unit) {
        return (done, detail) -> {};
      }

      @Override
      public void note(String line) {}
    };
  }

  private JsonObject line(double seconds, long tokens) {
    JsonObject line = new JsonObject();
    line.addProperty("case", job.work().toString());
    line.addProperty("batch", job.batch());
    line.addProperty("prompt", job.prompt());
    line.addProperty("new", job.fresh());
    line.addProperty("seconds", Math.round(seconds * 1e6) / 1e6);
    line.addProperty("tokens", tokens);
    line.addProperty("tokens_per_second", Math.round(tokens / seconds * 10) / 10.0);
    PeakMemory.mebibytes().ifPresent(m -> line.addProperty("peak_resident_mib", m));
    return line;
  }
}
