package org.rlhf4j.policies;

import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.tokenizer.TokenizerGuard;

/** How long a text may be before it is tokenised: see {@link TokenizerGuard#mostCharacters}. */
final class TextLimit {

  private TextLimit() {}

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
    long most = TokenizerGuard.mostCharacters(context);
    if (length > most) {
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
              + most
              + "; shorten it or leave it out");
    }
  }
}
