package org.rlhf4j.api.forwarding;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Embedding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;

/**
 * A policy around another. What is not overridden is the wrapped policy's, {@link #generate}
 * included: a wrapper that changes {@link #encode(Prompt)} overrides that too, or its answers are
 * drawn without the change.
 */
public interface ForwardingPolicy extends Policy {

  /** Who answers; always the same. */
  Policy wrapped();

  @Override
  default int[] encode(Prompt prompt) {
    return wrapped().encode(prompt);
  }

  @Override
  default TokenRow encode(Prompt prompt, Answer answer) {
    return wrapped().encode(prompt, answer);
  }

  @Override
  default String decode(int[] tokens) {
    return wrapped().decode(tokens);
  }

  @Override
  default List<List<Completion>> generate(
      List<Prompt> prompts, int n, Decoding decoding, RandomStream random) {
    return wrapped().generate(prompts, n, decoding, random);
  }

  @Override
  default List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    return wrapped().generateFrom(prompts, n, decoding, random);
  }

  @Override
  default List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, int[] limits, RandomStream random) {
    return wrapped().generateFrom(prompts, n, decoding, limits, random);
  }

  @Override
  default Optional<Likelihood> likelihood() {
    return wrapped().likelihood();
  }

  @Override
  default Optional<Embedding> embedding() {
    return wrapped().embedding();
  }

  @Override
  default OptionalDouble klUpperBound() {
    return wrapped().klUpperBound();
  }

  @Override
  default int contextLength() {
    return wrapped().contextLength();
  }

  @Override
  default void save(Path folder) {
    wrapped().save(folder);
  }

  @Override
  default void close() {
    wrapped().close();
  }
}
