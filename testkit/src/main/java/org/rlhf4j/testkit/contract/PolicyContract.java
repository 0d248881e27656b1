package org.rlhf4j.testkit.contract;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;

/**
 * What everybody relies upon who draws answers from a {@link Policy} or scores answers with it.
 * {@link TrainablePolicyContract} adds what learning needs.
 */
public interface PolicyContract extends PolicyDrawingContract, PolicyScoringContract {

  @Test
  @DisplayName("P12: a text is its tokens and one end-of-sequence; sampled ids stay as they are")
  default void answersAreEncodedOnce() {
    PolicyRules.with(
        this,
        policy -> {
          Prompt prompt = prompts().get(0);
          int end = PolicyRules.endOfSequence(policy, prompt);
          TokenRow text = policy.encode(prompt, Answer.ofText(text()));
          int[] completion = text.completion();
          Seen.that(
              Arrays.equals(text.prompt(), policy.encode(prompt)),
              "the prompt is "
                  + Arrays.toString(policy.encode(prompt))
                  + " by itself and "
                  + Arrays.toString(text.prompt())
                  + " before an answer",
              "prompt and answer are tokenised as one text and cut where a token crosses the"
                  + " border");
          Seen.that(
              completion.length > 1
                  && completion[completion.length - 1] == end
                  && Arrays.stream(completion).filter(id -> id == end).count() == 1,
              "\""
                  + text()
                  + "\" becomes "
                  + Arrays.toString(completion)
                  + "; end-of-sequence is "
                  + end,
              "end-of-sequence is appended as text, or not at all, or twice");
          int[] cut = Arrays.copyOf(completion, completion.length - 1);
          int[] kept = policy.encode(prompt, new Answer(text(), cut)).completion();
          Seen.that(
              Arrays.equals(cut, kept),
              "sampled ids " + Arrays.toString(cut) + " become " + Arrays.toString(kept),
              "sampled ids are decoded and encoded again",
              "end-of-sequence is appended to an answer that was cut off");
        });
  }

  @Test
  @DisplayName("P13: the text of an answer is that of its tokens, without end-of-sequence")
  default void textIsDecoded() {
    PolicyRules.with(
        this,
        policy -> {
          for (Completion c :
              PolicyRules.draw(this, policy, 4, PolicyRules.plain(this)).stream()
                  .flatMap(List::stream)
                  .toList()) {
            Seen.that(
                c.text().equals(policy.decode(c.tokens())),
                Arrays.toString(c.tokens())
                    + " read \""
                    + c.text()
                    + "\", and decoded \""
                    + policy.decode(c.tokens())
                    + "\"",
                "the text holds the marker of end-of-sequence",
                "the text was trimmed");
          }
          int[] written = policy.encode(prompts().get(0), Answer.ofText(text())).completion();
          int[] open = Arrays.copyOf(written, written.length - 1);
          Seen.that(
              policy.decode(written).equals(policy.decode(open)),
              "\""
                  + policy.decode(written)
                  + "\" with end-of-sequence and \""
                  + policy.decode(open)
                  + "\" without",
              "decode writes special tokens out");
        });
  }

  @Test
  @DisplayName("P17: closing twice is closing once")
  default void closingIsIdempotent() {
    Policy policy = make();
    policy.close();
    policy.close();
  }
}
