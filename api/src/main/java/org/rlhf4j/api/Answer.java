package org.rlhf4j.api;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The text after a prompt, from whatever source.
 *
 * <p>An answer that one of our policies sampled carries its token ids, the end-of-sequence id
 * included where it stopped by itself. They are trained on as they are: decoding and re-encoding
 * does not always give them back.
 *
 * @param text the answer without any end-of-sequence marker
 * @param tokens the sampled token ids, or null where the answer came as text
 */
public record Answer(String text, int @Nullable [] tokens) {

  public Answer {
    Objects.requireNonNull(text, "text");
  }

  /** An answer known by its text alone. */
  public static Answer ofText(String text) {
    return new Answer(text, null);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Answer that
        && text.equals(that.text)
        && Arrays.equals(tokens, that.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * text.hashCode() + Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return "Answer[" + text + "]";
  }
}
