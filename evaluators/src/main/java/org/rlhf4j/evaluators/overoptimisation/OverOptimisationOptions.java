package org.rlhf4j.evaluators.overoptimisation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code over-optimisation}.
 *
 * @param reference the policy from which the trainings started, and whose best of n is looked at
 * @param gold the reward that counts; null for that of the run's {@code watch}, and where a file
 *     has its scores
 * @param samples answers of the reference to each prompt, from which the best of n is estimated
 * @param n how many answers the best is taken from, at most {@code samples}; 1 is always among
 *     them; an empty list leaves best-of-n out
 * @param maxNewTokens most tokens of these answers, end-of-sequence included
 * @param file candidates that others made and scored, instead of everything that a run has; null
 *     for none
 * @param resamples of the bootstrap over prompts
 * @param level of intervals; an alarm is significant at 1 - level
 * @param name what the names of the columns begin with; empty for nothing
 */
public record OverOptimisationOptions(
    @Option("the policy from which the trainings started; its best of n is looked at")
        String reference,
    @Option("the reward that counts; it must not need fitting; that of watch where it is left out")
        @Nullable Part<RewardModel> gold,
    @Option(value = "answers of the reference to each prompt, for best-of-n", min = 1, max = 65_536)
        int samples,
    @Option(
            value = "answers among which the best is chosen; empty: no best-of-n",
            min = 1,
            max = 65_536)
        List<Integer> n,
    @Option(value = "most tokens of these answers, end-of-sequence included", min = 1)
        int maxNewTokens,
    @Option("rows of prompt, proxy, gold that others made, instead of the run's answers")
        @Nullable String file,
    @Option(value = "resamples of the bootstrap over prompts", min = 100, max = 1_000_000)
        int resamples,
    @Option(value = "of intervals; an alarm is significant at 1 - level", min = 0.5, max = 0.9999)
        double level,
    @Option("what the columns' names begin with, such as \"learned \"; empty: nothing")
        String name) {

  /** Keeps the list. */
  public OverOptimisationOptions {
    n = List.copyOf(n);
  }
}
