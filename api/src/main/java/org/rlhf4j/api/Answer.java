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
 * <p>An answer that was cut off has no end of sequence, whether it is known by ids or by text: a
 * model that scores it, or learns from it, must not be told that it ended there.
 *
 * @param text the answer without any end-of-sequence marker
 * @param tokens the sampled token ids, or null where the answer came as text
 * @param cutOff whether generation reached its limit before the answer ended; false where that is
 *     not known
 */
public record Answer(String text, int @Nullable [] tokens, boolean cutOff) {

  public Answer {
    Objects.requireNonNull(text, "text");
  }

  /** An answer that is whole, or of which nothing else is known. */
  public Answer(String text, int @Nullable [] tokens) {
    this(text, tokens, false);
  }

  /** An answer known by its text alone. */
  public static Answer ofText(String text) {
    return new Answer(text, null);
  }

  /** The same, which says whether it was cut off. */
  public static Answer ofText(String text, boolean cutOff) {
    return new Answer(text, null, cutOff);
  }

  /** The same without its ids, for a model that has another tokenizer. */
  public Answer withoutTokens() {
    return new Answer(text, null, cutOff);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Answer that
        && text.equals(that.text)
        && cutOff == that.cutOff
        && Arrays.equals(tokens, that.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * text.hashCode() + Arrays.hashCode(tokens)) + Boolean.hashCode(cutOff);
  }

  @Override
  public String toString() {
    return "Answer[" + text + "]";
  }
}
