package org.rlhf4j.rewards.world;

import org.rlhf4j.api.Option;

/**
 * Which data to draw from the instruction world.
 *
 * @param split what the data is for
 * @param count how many rows, at least 1; prompts are all different, so there are at most as many
 *     as their side of the world has
 */
public record InstructionWorldOptions(
    @Option("what the data is for") Split split,
    @Option(value = "how many rows", min = 1, max = 1_000_000) int count) {

  /** What the data is for. Evaluation prompts appear in no other split. */
  public enum Split {
    /** Training prompts with answers of mixed quality. */
    DEMONSTRATIONS,
    /** Training prompts alone. */
    PROMPTS,
    /** Prompts that are never trained on. */
    EVALUATION
  }
}
