package org.rlhf4j.api.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.run.Checkpoints;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.run.Watch;

/**
 * The loop around the steps of a training: it shows progress, logs what each step found, keeps
 * checkpoints, lets the run watch the policy, and begins where interrupted work had come to. A step
 * may depend on its number, on named random streams and on the given state, and on nothing that an
 * earlier step left elsewhere.
 */
public final class Steps {

  private final RunLog log;
  private final String task;
  private final int total;
  private final List<? extends Stateful> state;
  private final @Nullable Policy made;

  private Steps(
      RunLog log, String task, int total, List<? extends Stateful> state, @Nullable Policy made) {
    this.log = log;
    this.task = task;
    this.total = total;
    this.state = state;
    this.made = made;
  }

  /**
   * Steps to be run once.
   *
   * @param log where progress, numbers and checkpoints go
   * @param task what is being done, in a word or two
   * @param total steps in all
   * @param state everything that a step changes and the next one depends on, in a fixed order; the
   *     first {@link TrainablePolicy} among them is what the run watches
   */
  public static Steps of(RunLog log, String task, int total, Stateful... state) {
    Policy learner = null;
    for (Stateful part : state) {
      if (learner == null && part instanceof TrainablePolicy policy) {
        learner = policy;
      }
    }
    return new Steps(log, task, total, List.of(state), learner);
  }

  /**
   * The same for a method that makes something else of the policy that learns, such as that policy
   * behind a control token.
   *
   * @param policy what the run watches; not owned
   */
  public Steps making(Policy policy) {
    return new Steps(log, task, total, state, policy);
  }

  /**
   * Runs them, all or as many as the run's {@link Watch} lets pass.
   *
   * @param step does the step of this number, from 0, and returns what it found
   * @param <M> the record of a step
   */
  public <M extends Record & StepMetrics> void run(IntFunction<M> step) {
    Checkpoints checkpoints = log.checkpoints();
    Optional<Watch> watch = made == null ? Optional.empty() : log.watch();
    List<Stateful> parts = new ArrayList<>(state);
    watch.ifPresent(parts::add);
    int first = checkpoints.restore(parts);
    try (Progress progress = log.progress(task, total, "steps")) {
      if (first == 0) {
        look(watch, 0);
      }
      for (int i = first; i < total && !stopped(watch); i++) {
        M metrics = step.apply(i);
        log.step(i + 1, metrics);
        progress.update(i + 1L, metrics.brief());
        look(watch, i + 1);
        checkpoints.offer(i + 1, stopped(watch) ? i + 1 : total, parts);
      }
    }
  }

  private void look(Optional<Watch> watch, int done) {
    if (watch.isPresent() && made != null) {
      watch.get().look(done, total, made);
    }
  }

  private static boolean stopped(Optional<Watch> watch) {
    return watch.isPresent() && watch.get().stops();
  }
}
