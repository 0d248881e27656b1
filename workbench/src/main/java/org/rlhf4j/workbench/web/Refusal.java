package org.rlhf4j.workbench.web;

/** A request that is refused; the message is for people. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  PageReply reply() {
    return PageReply.error(status, String.valueOf(getMessage()));
  }
}
