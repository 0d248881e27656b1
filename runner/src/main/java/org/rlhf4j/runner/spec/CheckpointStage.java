package org.rlhf4j.runner.spec;

import org.rlhf4j.api.Option;

/**
 * How often the state of a training is kept while it goes on, so that an interrupted run loses no
 * more than that.
 *
 * @param everySeconds 0 for after every step; else less often where writing a state would take more
 *     than a twentieth of the time
 */
public record CheckpointStage(
    @Option(
            value =
                "seconds between two states of a training that are kept; 0 for one after every"
                    + " step",
            min = 0)
        int everySeconds) {

  /** Once a minute. */
  public CheckpointStage() {
    this(60);
  }
}
