package org.rlhf4j.api.run;

import java.util.Optional;
import org.rlhf4j.api.plugin.Metric;

/** Where long work reports to. */
public interface RunLog {

  /**
   * Logs one step.
   *
   * @param step from 1
   * @param metrics a public record of an exported package whose numeric components carry {@link
   *     Metric}
   */
  void step(int step, Record metrics);

  /**
   * Opens a progress display. Close it when the work ends.
   *
   * @param task what is being done, in a word or two
   * @param total units in all
   * @param unit such as {@code steps} or {@code tokens}
   */
  Progress progress(String task, long total, String unit);

  /** Says something worth keeping in the run's log, in one line. */
  void note(String line);

  /**
   * Adds to what the running phase of the run has cost beside time, for the run's {@code
   * costs.json}. Tokens of policies ({@code tokens generated}, {@code tokens read}, {@code tokens
   * learned}) and comparisons of judges ({@code judge calls}) are counted by the run itself; who
   * pays for something else, such as calls of a service, counts that. What is done again after an
   * interruption counts again: it was paid twice.
   *
   * @param what with its unit, such as {@code requests} or {@code USD}
   * @param amount 0 or more
   */
  default void spend(String what, double amount) {}

  /**
   * Where the work keeps its state. {@link org.rlhf4j.api.training.Steps} uses it; methods need
   * not.
   */
  default Checkpoints checkpoints() {
    return Checkpoints.none();
  }

  /**
   * Who looks at the policy while it learns, if anybody does. {@link org.rlhf4j.api.training.Steps}
   * asks; methods need not.
   */
  default Optional<Watch> watch() {
    return Optional.empty();
  }

  /** A log that keeps nothing. */
  static RunLog silent() {
    return new RunLog() {
      @Override
      public void step(int step, Record metrics) {}

      @Override
      public Progress progress(String task, long total, String unit) {
        return (done, detail) -> {};
      }

      @Override
      public void note(String line) {}
    };
  }
}
