package org.rlhf4j.rewards.onnx;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * Options of {@code onnx}.
 *
 * @param path the model, or a folder that holds {@code model.onnx} or no other {@code .onnx}
 * @param tokenizer {@code tokenizer.json}, or its folder; null for the model's folder or the one
 *     above
 * @param label the output that is the score: a name in {@code id2label} of {@code config.json}, or
 *     its number from 0; null for a model with one output, a regression
 * @param score what of the output is the score
 * @param input what the model reads
 * @param maxLength longest input in tokens, special tokens included
 * @param keep which side of a longer input survives
 * @param batchSize responses at once
 */
public record OnnxOptions(
    @Option(value = "the .onnx file, or its folder", required = true) @Nullable String path,
    @Option("tokenizer.json or its folder; left out, it lies beside the model")
        @Nullable String tokenizer,
    @Option("name or number of the output to score by; left out for a model with one output")
        @Nullable String label,
    @Option(convention = true, value = "what of the output is the score") Score score,
    @Option("what the model reads") Input input,
    @Option(value = "longest input in tokens", min = 1) int maxLength,
    @Option(convention = true, value = "which side of a longer input survives") Keep keep,
    @Option(value = "responses at once", min = 1) int batchSize) {

  /** What of an output is the score. */
  public enum Score {
    /** The output as it is. */
    LOGIT,
    /** Softmax over all outputs; the sigmoid where there is one output. */
    PROBABILITY
  }

  /** What the model reads. */
  public enum Input {
    /** Prompt and answer as the two texts of the tokenizer's template for pairs. */
    PAIR,
    /** Prompt and answer as one text, without anything between them. */
    JOINED,
    /** The answer alone. */
    ANSWER
  }

  /** Which side of an input survives. */
  public enum Keep {
    /** Tokens are cut off at the end: the answer suffers. */
    START,
    /** Tokens are cut off at the start: the prompt suffers. */
    END
  }

  /** Checks the ranges. */
  public OnnxOptions {
    if (maxLength < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "maxLength and batchSize must be at least 1, got %d and %d"
              .formatted(maxLength, batchSize));
    }
  }
}
