package org.rlhf4j.api;

import java.util.Arrays;
import java.util.function.Function;

/**
 * What a policy generated for one prompt.
 *
 * @param answer the text and its token ids (never null here); cut off where {@code finish} says so
 * @param finish why generation ended
 * @param logProbs natural log-probability of each token under the model at temperature 1, without
 *     truncation
 * @param samplingLogProbs natural log-probability of each token under the distribution it was drawn
 *     from: after temperature, top-k and top-p; 0 for greedy decoding
 */
public record Completion(Answer answer, Finish finish, float[] logProbs, float[] samplingLogProbs) {

  /** Why generation ended. */
  public enum Finish {
    /** The model produced its end-of-sequence token, which is the last of the tokens. */
    STOP,
    /** The limit on new tokens or the model's context was reached; the answer is cut off. */
    LENGTH
  }

  public Completion {
    int n = answer.tokens() == null ? -1 : answer.tokens().length;
    if (n != logProbs.length || n != samplingLogProbs.length) {
      throw new IllegalArgumentException(
          "a completion needs as many log-probabilities as tokens, got "
              + n
              + " tokens, "
              + logProbs.length
              + " and "
              + samplingLogProbs.length
              + " log-probabilities");
    }
    if (answer.cutOff() != (finish == Finish.LENGTH)) {
      answer = new Answer(answer.text(), answer.tokens(), finish == Finish.LENGTH);
    }
  }

  /**
   * The sampled token ids; the end-of-sequence id is the last one if {@link #finish} is {@code
   * STOP}.
   */
  public int[] tokens() {
    int[] tokens = answer.tokens();
    if (tokens == null) {
      throw new IllegalStateException("a completion without tokens");
    }
    return tokens;
  }

  /** The generated text without the end-of-sequence marker. */
  public String text() {
    return answer.text();
  }

  /**
   * Its first tokens, as if the limit had been reached there; itself if it has no more than those.
   *
   * @param decode gives the text of tokens
   */
  Completion cut(int limit, Function<int[], String> decode) {
    if (tokens().length <= limit) {
      return this;
    }
    int[] first = Arrays.copyOf(tokens(), limit);
    return new Completion(
        new Answer(decode.apply(first), first),
        Finish.LENGTH,
        Arrays.copyOf(logProbs, limit),
        Arrays.copyOf(samplingLogProbs, limit));
  }
}
