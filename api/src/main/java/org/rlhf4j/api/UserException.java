package org.rlhf4j.api;

/**
 * Something that the user can mend: a file, a value, a missing part. The message is for people: it
 * names the value, the legal range, the place, and what to do. It is shown as it is, without a
 * stack trace.
 */
public final class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one or more lines, complete in themselves
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * @param message one or more lines, complete in themselves
   * @param cause shown only with {@code --debug}
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
