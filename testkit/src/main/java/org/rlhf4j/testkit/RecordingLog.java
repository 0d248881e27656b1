package org.rlhf4j.testkit;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.plugin.Progress;
import org.rlhf4j.api.plugin.RunLog;

/** A log that remembers everything. */
public final class RecordingLog implements RunLog {

  private final List<Record> steps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** An empty log. */
  public RecordingLog() {}

  @Override
  public void step(int step, Record metrics) {
    if (step != steps.size() + 1) {
      throw new IllegalStateException("step " + step + " was logged after step " + steps.size());
    }
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

  /** What was logged, step by step, for a method whose steps are all of this type. */
  public <R extends Record> List<R> steps(Class<R> type) {
    return steps.stream().map(type::cast).toList();
  }

  /** The lines that were noted. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
