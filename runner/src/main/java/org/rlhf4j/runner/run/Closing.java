package org.rlhf4j.runner.run;

import java.util.Deque;

/** Closes many things, each of them even if others fail to close. */
final class Closing {
  private Closing() {}

  /** Closes from the first to the last and throws the first failure at the end. */
  static void all(Deque<? extends AutoCloseable> things) {
    RuntimeException failure = null;
    while (!things.isEmpty()) {
      try {
        things.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("something did not close", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
