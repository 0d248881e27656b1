package org.rlhf4j.runner.bench;

import java.util.Locale;

/**
 * What to time.
 *
 * @param work the kind of work
 * @param batch rows, or pairs for DPO, at once
 * @param prompt tokens of a prompt
 * @param fresh tokens of an answer
 * @param repeats how often to time
 * @param warmup how often to do it before
 */
public record Job(Work work, int batch, int prompt, int fresh, int repeats, int warmup) {
  /** The kinds of work. One repeat is what stands here; the tokens counted are in brackets. */
  public enum Work {
    /** Sampling an answer to each prompt at temperature 1 (tokens generated). */
    GENERATE,
    /** Log-probabilities of all tokens of the rows but the first (all tokens). */
    SCORE,
    /** A step of {@code sft} on all tokens of the rows but the first (all tokens). */
    SFT,
    /** A step of {@code dpo}, log-probabilities of the reference included (all tokens). */
    DPO,
    /**
     * A step of {@code ppo} with the preset trl: rollout, scores of a reward network of the
     * policy's size, reference, values, and the passes over the batch (tokens generated).
     */
    PPO;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  int laps() {
    return warmup + repeats;
  }

  /** Whether all tokens of a row but the first count, so that the prompt is one token long. */
  boolean wholeRows() {
    return work == Work.SCORE || work == Work.SFT;
  }
}
