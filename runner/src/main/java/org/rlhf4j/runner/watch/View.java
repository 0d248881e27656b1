package org.rlhf4j.runner.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.runner.spec.WatchStage;

/**
 * How all methods of a run are looked at.
 *
 * @param options of the spec
 * @param prompts that are answered at each point
 * @param decoding of these answers: plain sampling, since only then are they the policy's own
 * @param gold the reward that counts, or null; not owned
 * @param goldIdentity what it is, or null
 * @param judge compares answers with those of the start, or null; not owned
 * @param judgeIdentity what it is, or null
 * @param random the same numbers for all points and methods, so that differences are paired
 */
public record View(
    WatchStage options,
    List<Prompt> prompts,
    Decoding decoding,
    @Nullable RewardModel gold,
    @Nullable String goldIdentity,
    @Nullable Judge judge,
    @Nullable String judgeIdentity,
    RandomStream random) {

  /** What the numbers rest upon, divergences from the start not included. */
  Basis basis() {
    Basis basis = Basis.of(prompts, decoding);
    return goldIdentity == null ? basis : basis.judgedBy(goldIdentity);
  }
}
