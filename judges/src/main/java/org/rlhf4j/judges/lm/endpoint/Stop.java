package org.rlhf4j.judges.lm.endpoint;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/** The first reason to stop that one of several workers met; the others stop waiting for it. */
final class Stop {

  private @Nullable UserException reason;

  synchronized void because(UserException e) {
    if (reason == null) {
      reason = e;
    }
    notifyAll();
  }

  synchronized boolean wanted() {
    return reason != null;
  }

  /** Throws the reason, if there is one. */
  synchronized void check() {
    if (reason != null) {
      throw reason;
    }
  }

  /** Waits until a time of {@link System#nanoTime}, or until there is a reason to stop. */
  synchronized void waitUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    while (left > 0 && reason == null) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = nanos - System.nanoTime();
    }
  }
}
