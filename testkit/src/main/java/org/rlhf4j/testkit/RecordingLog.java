package org.rlhf4j.testkit;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.run.Checkpoints;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;

/** A log that remembers everything. */
public final class RecordingLog implements RunLog {

  private final List<Record> steps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private final Checkpoints checkpoints;
  private int last;

  /** An empty log without checkpoints. */
  public RecordingLog() {
    this(Checkpoints.none());
  }

  /**
   * An empty log.
   *
   * @param checkpoints where the work keeps its state; the first step is the one after what they
   *     restore
   */
  public RecordingLog(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  @Override
  public void step(int step, Record metrics) {
    if (step != last + 1) {
      throw new IllegalStateException("step " + step + " was logged after step " + last);
    }
    last = step;
    steps.add(metrics);
  }

  @Override
  public Progress progress(String task, long total, String unit) {
    return (done, detail) -> {
      if (done > total) {
        throw new IllegalStateException(task + ": " + done + " " + unit + " of " + total);
      }
    };
  }

  @Override
  public void note(String line) {
    notes.add(line);
  }

  @Override
  public Checkpoints checkpoints() {
    return new Checkpoints() {
      @Override
      public int restore(List<? extends Stateful> parts) {
        int done = checkpoints.restore(parts);
        if (done > 0) {
          last = done;
        }
        return done;
      }

      @Override
      public void offer(int done, int total, List<? extends Stateful> parts) {
        checkpoints.offer(done, total, parts);
      }
    };
  }

  /** What was logged, step by step, for a method whose steps are all of this type. */
  public <R extends Record> List<R> steps(Class<R> type) {
    return steps.stream().map(type::cast).toList();
  }

  /** The lines that were noted. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
