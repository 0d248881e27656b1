package org.rlhf4j.workbench.task;

/** A label that cannot be; the message says why, for people. */
public final class BadLabelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public BadLabelException(String message) {
    super(message);
  }
}
