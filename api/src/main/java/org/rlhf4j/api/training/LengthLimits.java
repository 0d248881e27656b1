package org.rlhf4j.api.training;

import java.util.Arrays;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;

/**
 * How long training rows may be, and which side of them is cut. The limits apply in this order: the
 * prompt's own, the completion's own, then the whole row's.
 *
 * @param maxPromptTokens 0 for no limit; a longer prompt keeps its end
 * @param maxCompletionTokens 0 for no limit; a longer completion keeps its start and so loses its
 *     end-of-sequence id
 * @param maxLength of prompt and completion together; 0 for no limit, then a row longer than the
 *     model's context is refused
 * @param keep which side of a row survives {@code maxLength}
 */
public record LengthLimits(
    @Option(value = "longest prompt in tokens, its end is kept; 0 for no limit", min = 0)
        int maxPromptTokens,
    @Option(value = "longest completion in tokens, its start is kept; 0 for no limit", min = 0)
        int maxCompletionTokens,
    @Option(value = "longest row in tokens; 0 for no limit", min = 0) int maxLength,
    @Option(convention = true, value = "which side of a row survives maxLength") Keep keep) {

  /** Which side of a row survives the cut. */
  public enum Keep {
    /** Tokens are cut off at the end: the answer suffers. */
    START,
    /** Tokens are cut off at the start: the prompt suffers. */
    END
  }

  /** No limits of our own. */
  public LengthLimits() {
    this(0, 0, 0, Keep.START);
  }

  /**
   * A prompt and an answer as a row to train on, within the limits.
   *
   * @param policy tokenises them
   * @throws UserException if they do not fit into the policy's context or nothing is left of the
   *     answer; the message names the prompt
   */
  public TokenRow row(Policy policy, Prompt prompt, Answer answer) {
    TokenRow row = policy.encode(prompt, answer);
    TokenRow cut;
    try {
      cut = apply(row, policy.contextLength());
    } catch (UserException e) {
      throw new UserException("prompt \"" + prompt.id() + "\": " + e.getMessage(), e);
    }
    if (cut.completion().length == 0) {
      throw new UserException(
          "prompt \"%s\": nothing of its answer is left to train on, because the prompt has %d tokens and training.lengths.maxLength is %d; raise it or set training.lengths.maxPromptTokens below it"
              .formatted(prompt.id(), row.prompt().length, maxLength));
    }
    return cut;
  }

  /**
   * The row within the limits. At least one prompt token always stays to condition on.
   *
   * @param context the model's context length
   * @throws UserException if the row is longer than the context all the same
   */
  public TokenRow apply(TokenRow row, int context) {
    TokenRow cut = cut(row);
    if (cut.length() > context) {
      throw new UserException(
          "a row has "
              + cut.length()
              + " tokens, more than the model's context of "
              + context
              + "; set training.lengths.maxLength to at most "
              + context
              + " or leave the row out");
    }
    return cut;
  }

  private TokenRow cut(TokenRow row) {
    int[] prompt = row.prompt();
    int[] completion = row.completion();
    if (maxPromptTokens > 0 && prompt.length > maxPromptTokens) {
      prompt = Arrays.copyOfRange(prompt, prompt.length - maxPromptTokens, prompt.length);
    }
    if (maxCompletionTokens > 0 && completion.length > maxCompletionTokens) {
      completion = Arrays.copyOf(completion, maxCompletionTokens);
    }
    int excess = maxLength == 0 ? 0 : prompt.length + completion.length - maxLength;
    if (excess > 0 && keep == Keep.END) {
      int fromPrompt = Math.min(excess, prompt.length - 1);
      prompt = Arrays.copyOfRange(prompt, fromPrompt, prompt.length);
      completion = Arrays.copyOfRange(completion, excess - fromPrompt, completion.length);
    } else if (excess > 0) {
      int fromCompletion = Math.min(excess, completion.length);
      completion = Arrays.copyOf(completion, completion.length - fromCompletion);
      prompt = Arrays.copyOf(prompt, Math.max(1, prompt.length - (excess - fromCompletion)));
    }
    return new TokenRow(prompt, completion);
  }
}
