package org.rlhf4j.judges.human.web;

/** A request that is refused; the message is for people. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  Reply reply() {
    return Reply.error(status, String.valueOf(getMessage()));
  }
}
