package org.rlhf4j.evaluators.verifiable;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;

/**
 * Options of {@code verifiable}.
 *
 * @param name goes before the names of the columns; empty for nothing
 * @param form how answers are compared
 * @param references a file of right answers for the run's prompts; their own where it is left out
 * @param samples answers drawn for each prompt; 1 takes the run's own
 * @param decoding how they are drawn
 * @param k the k of pass@k, each at most {@code samples} (or the rows a prompt has in the file)
 * @param outputs a file of answers that others gave, measured in the place of the run's methods
 */
public record VerifiableOptions(
    @Option("goes before the names of the columns; empty for nothing") String name,
    @Option("how answers are compared") AnswerForm form,
    @Option("file of right answers: prompt (or id) and reference; the prompts' own if left out")
        @Nullable String references,
    @Option(value = "answers drawn for each prompt; 1 takes the run's own", min = 1, max = 100_000)
        int samples,
    @Option("how they are drawn, where they are several") Decoding decoding,
    @Option(value = "the k of pass@k", min = 1) List<Integer> k,
    @Option("file of answers: prompt, output, reference, generator; or correct for reference")
        @Nullable String outputs) {

  /** Checks the ranges. */
  public VerifiableOptions {
    k = List.copyOf(k);
    if (samples < 1 || k.isEmpty() || k.stream().anyMatch(x -> x < 1)) {
      throw new IllegalArgumentException(
          "samples and every k must be at least 1, and there must be a k; got "
              + samples
              + " and "
              + k);
    }
    if (k.stream().distinct().count() < k.size()) {
      throw new IllegalArgumentException("a k is given twice: " + k);
    }
  }
}
