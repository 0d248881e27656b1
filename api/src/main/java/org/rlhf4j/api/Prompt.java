package org.rlhf4j.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is asked.
 *
 * @param id identifies the prompt within its data set; results of different methods are paired by
 *     it
 * @param text the text exactly as the model shall see it (templates are applied by whoever makes
 *     the prompt)
 * @param reference a right answer that the data knows, for rewards and evaluators that compare with
 *     it; no policy sees it. Null where there is none
 */
public record Prompt(String id, String text, @Nullable String reference) {

  public Prompt {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
  }

  /** A prompt whose right answer nobody knows. */
  public Prompt(String id, String text) {
    this(id, text, null);
  }
}
