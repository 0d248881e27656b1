package org.rlhf4j.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.rlhf4j.api.math.RandomStream;

/**
 * A language model that answers: prompts in, completions out. Rewards, judges and evaluators need
 * no more than this, so that they are written and tested without an engine; {@link
 * org.rlhf4j.api.training.TrainablePolicy} adds learning.
 *
 * <p>A policy need not be a network: best-of-n and a model behind a control token are policies that
 * wrap another.
 *
 * <p>A policy holds native memory and is closed by its owner. One thread uses it at a time.
 */
public interface Policy extends AutoCloseable {

  /**
   * The ids that this policy conditions on for a prompt. They include whatever the policy puts
   * around it, such as a beginning-of-sequence id or a control token.
   */
  int[] encode(Prompt prompt);

  /**
   * A prompt and an answer as token ids. Sampled ids are taken as they are. An answer that came as
   * text is tokenised together with the prompt and is what follows the prompt's own tokens; where a
   * token crosses the boundary, the prompt keeps its own tokenisation, as at generation time, and
   * the answer is tokenised as its continuation. The end-of-sequence id is then appended by id,
   * once, unless the answer was cut off.
   */
  TokenRow encode(Prompt prompt, Answer answer);

  /** The text of token ids; special tokens such as end-of-sequence are left out. */
  String decode(int[] tokens);

  /**
   * Samples {@code n} completions for each prompt.
   *
   * <p>The token at a position depends only on the stream, the index of the prompt in the list, the
   * index of the sample and the position: not on the batch it shares, nor on the order of work (but
   * for floating-point rounding).
   *
   * @param prompts what to answer; each must leave room for at least one token in the context
   * @param n completions per prompt, at least 1
   * @param decoding how to draw
   * @param random where the randomness comes from; the same stream gives the same completions
   * @return for each prompt its n completions
   * @throws UserException if a prompt does not fit into the context
   */
  default List<List<Completion>> generate(
      List<Prompt> prompts, int n, Decoding decoding, RandomStream random) {
    return generateFrom(prompts.stream().map(this::encode).toList(), n, decoding, random);
  }

  /**
   * The same for prompts that are token ids already, for wrappers that add tokens of their own.
   * Token t of sample s of prompt p is drawn with {@code random.uniform(p * n + s, t)} by inverting
   * the cumulative distribution.
   *
   * @throws UnsupportedOperationException if this policy needs the prompts' text (best-of-n, for
   *     instance)
   */
  List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random);

  /**
   * The same with a limit for the answers to each prompt, such as what is left of an answer that is
   * half written already. An answer that reaches its limit is cut off there; up to there it is the
   * same as without.
   *
   * @param limits most tokens of each answer to each prompt, at least 1; the limit of {@code
   *     decoding} stands too
   */
  default List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, int[] limits, RandomStream random) {
    List<List<Completion>> whole = generateFrom(prompts, n, decoding, random);
    return IntStream.range(0, prompts.size())
        .mapToObj(p -> whole.get(p).stream().map(c -> c.cut(limits[p], this::decode)).toList())
        .toList();
  }

  /**
   * How probable this policy finds given completions; empty for one whose likelihood is not
   * tractable, such as best-of-n.
   */
  default Optional<Likelihood> likelihood() {
    return this instanceof Likelihood likelihood ? Optional.of(likelihood) : Optional.empty();
  }

  /** The states of the model behind this policy; empty for one that has none. */
  default Optional<Embedding> embedding() {
    return this instanceof Embedding embedding ? Optional.of(embedding) : Optional.empty();
  }

  /**
   * An upper bound in nats on the KL divergence from the policy that this one wraps, where it is
   * known in closed form and {@link #likelihood} is empty: ln n - (n - 1) / n for best-of-n.
   */
  default OptionalDouble klUpperBound() {
    return OptionalDouble.empty();
  }

  /** The longest sequence in tokens, prompt and completion together. */
  int contextLength();

  /**
   * Writes the model behind this policy in Hugging Face layout, so that other programs can load it.
   * Wrappers write the model that they wrap.
   *
   * @param folder is made if it is not there
   */
  void save(Path folder);

  @Override
  void close();
}
