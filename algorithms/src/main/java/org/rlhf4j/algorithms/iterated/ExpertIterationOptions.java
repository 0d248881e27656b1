package org.rlhf4j.algorithms.iterated;

import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of expert iteration.
 *
 * @param rounds how often answers are drawn and imitated
 * @param n answers to each prompt, of which the best is imitated
 * @param prompts prompts a round, one winner each; with more than there are, prompts come again
 * @param from the weights that learn in a round
 * @param decoding how answers are drawn
 * @param training how a round passes over its winners; schedules begin anew in each round
 */
public record ExpertIterationOptions(
    @Option(value = "how often answers are drawn and imitated", min = 1) int rounds,
    @Option(value = "answers to each prompt, of which the best is imitated", min = 1) int n,
    @Option(value = "prompts a round, one winner each; 0 for all once", min = 0) int prompts,
    @Option(
            convention = true,
            value = "the weights that learn in a round; the newest always answer")
        From from,
    @Option("how answers are drawn") Decoding decoding,
    @Option("how a round passes over its winners") TrainingOptions training) {

  /** The weights that learn in a round. */
  public enum From {
    /**
     * Those of the policy before the first round, as in ReST-EM (Singh et al. 2023,
     * arXiv:2312.06585): what early rounds learned lives on in the answers alone.
     */
    START,
    /** Those of the round before, as in RAFT (Dong et al. 2023, arXiv:2304.06767). */
    CURRENT
  }
}
