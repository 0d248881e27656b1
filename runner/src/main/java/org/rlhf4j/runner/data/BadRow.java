package org.rlhf4j.runner.data;

/** A row does not serve; the message says why, for people. */
public final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  BadRow(String message) {
    super(message);
  }
}
