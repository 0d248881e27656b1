package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;

/**
 * Vectors of the texts of answers, by one policy for all methods. Answers are read without their
 * prompts: else the same answer to two prompts would look like two. It knows the texts of one
 * method at a time, because those of all may not fit into memory.
 */
final class Embedder {

  private static final Prompt NOTHING = new Prompt("", "");

  private final Policy policy;
  private final Map<String, double[]> units = new HashMap<>();

  /**
   * An embedder that knows no text yet.
   *
   * @param policy not owned
   */
  Embedder(Policy policy) {
    this.policy = policy;
  }

  /** Whether a policy can embed, and has a token to begin an answer to nothing with. */
  static boolean isPossible(Policy policy) {
    return policy.embedding().isPresent() && policy.encode(NOTHING).length > 0;
  }

  /**
   * Forgets all texts and embeds these, each different one once, so that equal texts have equal
   * vectors to the last bit.
   *
   * @return how many are longer than the policy's context: their beginnings stand for them
   */
  int read(List<List<AnswerText>> answers) {
    List<String> texts =
        List.copyOf(
            answers.stream()
                .flatMap(List::stream)
                .map(AnswerText::text)
                .collect(Collectors.toCollection(TreeSet::new)));
    List<TokenRow> rows = new ArrayList<>();
    int cut = 0;
    for (String text : texts) {
      TokenRow row = policy.encode(NOTHING, Answer.ofText(text));
      int room = policy.contextLength() - row.prompt().length;
      if (row.completion().length > room) {
        row = new TokenRow(row.prompt(), Arrays.copyOf(row.completion(), room));
        cut++;
      }
      rows.add(row);
    }
    List<float[]> found = policy.embedding().orElseThrow().embed(rows);
    units.clear();
    for (int i = 0; i < found.size(); i++) {
      units.put(texts.get(i), unit(found.get(i)));
    }
    return cut;
  }

  private static double[] unit(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    double[] unit = new double[vector.length];
    for (int d = 0; d < unit.length && squares > 0; d++) {
      unit[d] = vector[d] / Math.sqrt(squares);
    }
    return unit;
  }

  /**
   * The measure of sets of texts that were read: mean over pairs of 1 - cosine. Pairs of different
   * answers only, so that the mean over k samples is without bias that of two independent ones, for
   * any k.
   */
  SetMeasure measure() {
    return new SetMeasure(
        SetMeasure.EMBEDDING,
        "",
        (texts, grams) ->
            TextPairs.distance(
                texts.stream().map(t -> Objects.requireNonNull(units.get(t.text()))).toList()));
  }
}
