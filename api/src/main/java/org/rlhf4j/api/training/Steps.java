package org.rlhf4j.api.training;

import java.util.List;
import java.util.function.IntFunction;
import org.rlhf4j.api.plugin.Progress;
import org.rlhf4j.api.plugin.RunLog;

/**
 * The loop around the steps of a training: it shows progress, logs what each step found, keeps
 * checkpoints, and begins where interrupted work had come to. A step may depend on its number, on
 * named random streams and on the given state, and on nothing that an earlier step left elsewhere.
 */
public final class Steps {

  private final RunLog log;
  private final String task;
  private final int total;
  private final List<? extends Stateful> state;

  private Steps(RunLog log, String task, int total, List<? extends Stateful> state) {
    this.log = log;
    this.task = task;
    this.total = total;
    this.state = state;
  }

  /**
   * Steps to be run once.
   *
   * @param log where progress, numbers and checkpoints go
   * @param task what is being done, in a word or two
   * @param total steps in all
   * @param state everything that a step changes and the next one depends on, in a fixed order
   */
  public static Steps of(RunLog log, String task, int total, Stateful... state) {
    return new Steps(log, task, total, List.of(state));
  }

  /**
   * Runs them.
   *
   * @param step does the step of this number, from 0, and returns what it found
   * @param <M> the record of a step
   */
  public <M extends Record & StepMetrics> void run(IntFunction<M> step) {
    Checkpoints checkpoints = log.checkpoints();
    int first = checkpoints.restore(state);
    try (Progress progress = log.progress(task, total, "steps")) {
      for (int i = first; i < total; i++) {
        M metrics = step.apply(i);
        log.step(i + 1, metrics);
        progress.update(i + 1L, metrics.brief());
        checkpoints.offer(i + 1, total, state);
      }
    }
  }
}
