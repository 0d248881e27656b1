package org.rlhf4j.api;

import java.util.Locale;
import java.util.Objects;

/**
 * A turn of a conversation.
 *
 * @param role who speaks
 * @param content what is said, without anything that a chat template puts around it
 */
public record Message(Role role, String content) {

  /** Who speaks. */
  public enum Role {
    /** Who sets the stage; first, where there is one. */
    SYSTEM,
    /** Who asks. */
    USER,
    /** Who answers: the model. */
    ASSISTANT;

    /** The name in rows and chat templates. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Message {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
  }
}
