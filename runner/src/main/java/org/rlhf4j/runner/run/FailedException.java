package org.rlhf4j.runner.run;

/** Work failed without a fault of the user's; the message is for people. */
public final class FailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String stage;

  /**
   * A failure with nothing behind it.
   *
   * @param message what failed, for people
   */
  public FailedException(String message) {
    super(message);
    this.stage = "";
  }

  /**
   * A failure.
   *
   * @param message what failed, where, and what may help
   * @param cause shown only with {@code --debug}
   */
  public FailedException(String message, Throwable cause) {
    super(message, cause);
    this.stage = "";
  }

  private FailedException(String stage, Throwable cause, String message) {
    super(message, cause);
    this.stage = stage;
  }

  /**
   * A stage in which something was thrown that nobody foresaw.
   *
   * @param stage which one, and how far it came
   */
  static FailedException unforeseen(String stage, Throwable cause) {
    return new FailedException(stage + ": ", cause, stage + ": " + cause);
  }

  /** How the message begins, where all else of it is what was thrown; else empty. */
  public String stage() {
    return stage;
  }
}
