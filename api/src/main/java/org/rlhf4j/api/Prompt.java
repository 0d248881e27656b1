package org.rlhf4j.api;

import java.util.Objects;

/**
 * What a policy is asked.
 *
 * @param id identifies the prompt within its data set; results of different methods are paired by
 *     it
 * @param text the text exactly as the model shall see it (templates are applied by whoever makes
 *     the prompt)
 */
public record Prompt(String id, String text) {

  public Prompt {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
  }
}
