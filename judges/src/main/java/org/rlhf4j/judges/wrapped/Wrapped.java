package org.rlhf4j.judges.wrapped;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;

/** The judge that another one wraps. */
final class Wrapped {

  private Wrapped() {}

  static Part<Judge> required(String id, @Nullable Part<Judge> part) {
    if (part == null) {
      throw new UserException(
          id
              + ": judge is missing; name the one to ask, such as {\"id\": \"lm\", \"options\":"
              + " ...}");
    }
    return part;
  }
}
