package org.rlhf4j.runner.bench;

import com.google.gson.JsonObject;
import java.util.function.Consumer;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.run.ResidentMemory;

/** A stopwatch whose laps after the warm-up become lines. */
final class Laps {
  private final Job job;
  private final Phases phases;
  private final Consumer<JsonObject> lines;
  private long begin = System.nanoTime();
  private int laps;

  Laps(Job job, Phases phases, Consumer<JsonObject> lines) {
    this.job = job;
    this.phases = phases;
    this.lines = lines;
  }

  /** Ends a lap, in which so many tokens were done, and begins the next one. */
  void lap(long tokens) {
    double seconds = (System.nanoTime() - begin) * 1e-9;
    JsonObject parts = phases.take(seconds);
    if (++laps > job.warmup()) {
      JsonObject line = line(seconds, tokens);
      if (parts.size() > 1) {
        line.add("phases", parts);
      }
      lines.accept(line);
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
    line.addProperty("case", job.work());
    line.addProperty("batch", job.batch());
    if (job.answers() > 0) {
      line.addProperty("answers", job.answers());
    }
    line.addProperty("prompt", job.prompt());
    line.addProperty("new", job.fresh());
    if (job.ragged()) {
      line.addProperty("stop", "uniform");
    }
    line.addProperty("seconds", Phases.rounded(seconds));
    line.addProperty("tokens", tokens);
    line.addProperty("tokens_per_second", Math.round(tokens / seconds * 10) / 10.0);
    ResidentMemory.peak().ifPresent(m -> line.addProperty("peak_resident_mib", m));
    ResidentMemory.now().ifPresent(m -> line.addProperty("resident_mib", m));
    return line;
  }
}
