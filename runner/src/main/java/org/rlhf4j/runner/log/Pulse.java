package org.rlhf4j.runner.log;

/**
 * When something was last heard of the work of this process: a note, progress, a step, a cost. One
 * for the process, as its screen is.
 */
public final class Pulse {
  private static volatile long last = System.nanoTime();

  private Pulse() {}

  /** Something was heard. */
  public static void beat() {
    last = System.nanoTime();
  }

  /** When, by {@link System#nanoTime}. */
  public static long last() {
    return last;
  }
}
