package org.rlhf4j.runner.costs;

/**
 * A judge gave something that is no verdict for each comparison; the message says which and what.
 */
public final class BadVerdictsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadVerdictsException(String message) {
    super(message);
  }
}
