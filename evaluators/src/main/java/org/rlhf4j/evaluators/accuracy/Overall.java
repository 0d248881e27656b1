package org.rlhf4j.evaluators.accuracy;

/** What the accuracy of all pairs is the mean of. */
public enum Overall {
  /** Sections, each of which counts alike, as in RewardBench. */
  SECTIONS,
  /** Pairs, each of which counts alike whatever its subset, as in JudgeBench. */
  PAIRS
}
