package org.rlhf4j.policies;

import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;

/**
 * How long a text may be before it is tokenised. A tokenizer needs about a hundred times a text's
 * size in memory outside of the Java heap, so that a text of any length could stop the machine
 * before its tokens are counted. {@value #PER_TOKEN} characters for each token of the context are
 * more than any text has that fits; texts that are cut to fit may be {@value #ANY} characters long
 * in any case.
 */
final class TextLimit {

  static final int PER_TOKEN = 64;
  static final int ANY = 1_000_000;

  private TextLimit() {}

  /** Most characters of a text for a model. */
  static long of(int context) {
    return Math.max(ANY, (long) PER_TOKEN * context);
  }

  /**
   * Refuses a prompt that is too long.
   *
   * @throws UserException that names the prompt
   */
  static void check(Prompt prompt, int context) {
    long length = prompt.text().length();
    if (prompt.isConversation()) {
      length = prompt.messages().stream().mapToLong(m -> m.content().length()).sum();
    }
    check(prompt, "its text", length, context);
  }

  /** Refuses an answer that is too long. */
  static void check(Prompt prompt, Answer answer, int context) {
    check(prompt, "its answer", answer.text().length(), context);
  }

  private static void check(Prompt prompt, String what, long length, int context) {
    if (length > of(context)) {
      throw new UserException(
          "prompt \""
              + ShardIndex.shown(prompt.id())
              + "\": "
              + what
              + " has "
              + length
              + " characters; for the model's context of "
              + context
              + " tokens a text can have at most "
              + of(context)
              + "; shorten it or leave it out");
    }
  }
}
