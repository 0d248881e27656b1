package org.rlhf4j.judges.lm;

import org.rlhf4j.api.plugin.Metric;

/**
 * What {@code lm} did with one batch.
 *
 * @param comparisons that were judged
 * @param unparsed without a usable verdict
 * @param ties neither answer better
 * @param firstRate share of the decided ones that preferred the answer presented first; NaN where
 *     none was decided
 * @param calls requests sent to an endpoint now
 * @param hits answers that were known from before
 * @param retries requests that were sent again
 * @param failures questions that stay without an answer
 * @param promptTokens that the answers took to read, whenever they were given
 * @param completionTokens that the answers have, whenever they were given
 * @param money spent now
 */
public record LmJudgeStep(
    @Metric(name = "lm/comparisons", doc = "comparisons that were judged") int comparisons,
    @Metric(name = "lm/unparsed", doc = "comparisons without a usable verdict") int unparsed,
    @Metric(name = "lm/ties", doc = "comparisons of which neither answer was better") int ties,
    @Metric(
            name = "lm/first_rate",
            doc = "share of decided comparisons for the answer presented first")
        double firstRate,
    @Metric(name = "lm/calls", doc = "requests sent to the endpoint, repeated ones counted")
        long calls,
    @Metric(name = "lm/store_hits", doc = "answers that were known and not asked again") long hits,
    @Metric(name = "lm/retries", doc = "requests that were sent again after a failure")
        long retries,
    @Metric(name = "lm/failures", doc = "questions that stay without an answer") long failures,
    @Metric(name = "lm/prompt_tokens", doc = "tokens read for these verdicts, now or before")
        long promptTokens,
    @Metric(name = "lm/completion_tokens", doc = "tokens written for these verdicts, now or before")
        long completionTokens,
    @Metric(name = "lm/money", doc = "spent now, in the unit of the prices in the spec")
        double money) {}
