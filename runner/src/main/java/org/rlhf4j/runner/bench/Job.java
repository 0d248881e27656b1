package org.rlhf4j.runner.bench;

/**
 * What to time.
 *
 * @param work {@link #GENERATE}, {@link #SCORE}, or the id of a method, whose steps are timed
 * @param batch prompts, rows or pairs at once
 * @param answers to each prompt; 0 for one, or as many as the method likes
 * @param prompt tokens of a prompt
 * @param fresh tokens of an answer
 * @param ragged whether answers are to end at lengths uniform in 1 .. {@code fresh}; for {@link
 *     #GENERATE}
 * @param network whether the reward is a network of the policy's size, and not a rule that costs
 *     nothing
 * @param repeats how often to time
 * @param warmup how often to do it before
 */
public record Job(
    String work,
    int batch,
    int answers,
    int prompt,
    int fresh,
    boolean ragged,
    boolean network,
    int repeats,
    int warmup) {

  /** Sampling answers to each prompt at temperature 1 (tokens generated). */
  public static final String GENERATE = "generate";

  /** Log-probabilities and entropies of all tokens of the rows but the first (all tokens). */
  public static final String SCORE = "score";

  int laps() {
    return warmup + repeats;
  }
}
