package org.rlhf4j.runner.checkpoint;

import java.util.function.LongSupplier;

/**
 * When the next checkpoint is due: every so many seconds, but less often where writing one takes so
 * long that it would cost more than a twentieth of the time.
 */
final class CheckpointPace {
  private static final long LARGEST_SHARE = 20;

  private final int everySeconds;
  private final LongSupplier nanos;
  private long last;
  private long cost;

  /**
   * A pace that begins now.
   *
   * @param everySeconds 0 for always
   */
  CheckpointPace(int everySeconds, LongSupplier nanos) {
    this.everySeconds = everySeconds;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  boolean isDue() {
    long between = Math.max(everySeconds * 1_000_000_000L, LARGEST_SHARE * cost);
    return everySeconds == 0 || nanos.getAsLong() - last >= between;
  }

  /** Writes one. */
  void timing(Runnable writing) {
    long start = nanos.getAsLong();
    writing.run();
    last = nanos.getAsLong();
    cost = last - start;
  }
}
