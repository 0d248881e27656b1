package org.rlhf4j.judges;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code simulated-annotators}.
 *
 * @param reward what the annotators value, where they are all alike; it must not need fitting
 * @param flip probability in [0, 1] that an annotator names the other answer
 * @param members the annotators of a pool, where they differ; in the place of {@code reward}
 * @param hard share in [0, 1] of comparisons that no annotator can tell: a label there is a coin of
 *     each annotator's own
 */
public record SimulatedAnnotatorsOptions(
    @Option("what the annotators value; or else members") @Nullable Part<RewardModel> reward,
    @Option(value = "probability that the label is the wrong one", min = 0, max = 1) double flip,
    @Option("annotators that differ, one asked for each comparison; in the place of reward")
        List<AnnotatorOptions> members,
    @Option(value = "share of comparisons where each label is a coin", min = 0, max = 1)
        double hard) {

  /** Checks the range. */
  public SimulatedAnnotatorsOptions {
    if (!(flip >= 0 && flip <= 1)) {
      throw new IllegalArgumentException("flip is a probability in [0, 1], got " + flip);
    }
    if (!(hard >= 0 && hard <= 1)) {
      throw new IllegalArgumentException("hard is a share in [0, 1], got " + hard);
    }
    members = List.copyOf(members);
  }

  /** Annotators who can tell all comparisons. */
  public SimulatedAnnotatorsOptions(
      @Nullable Part<RewardModel> reward, double flip, List<AnnotatorOptions> members) {
    this(reward, flip, members, 0);
  }

  /** Annotators that are all alike. */
  public SimulatedAnnotatorsOptions(@Nullable Part<RewardModel> reward, double flip) {
    this(reward, flip, List.of());
  }
}
