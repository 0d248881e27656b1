package org.rlhf4j.workbench.store;

import org.jspecify.annotations.Nullable;

/** The database failed: the disk is full, say. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
