package org.rlhf4j.runner.run;

/** Work failed without a fault of the user's; the message is for people. */
public final class FailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure with nothing behind it.
   *
   * @param message what failed, for people
   */
  public FailedException(String message) {
    super(message);
  }

  /**
   * A failure.
   *
   * @param message what failed, where, and what may help
   * @param cause shown only with {@code --debug}
   */
  public FailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
