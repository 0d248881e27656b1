package org.rlhf4j.runner.run;

/** A reward gave something that is no score; the message names it and the answer. */
final class BadRewardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRewardException(String message) {
    super(message);
  }
}
