package org.rlhf4j.judges.revise;

import org.rlhf4j.api.plugin.Metric;

/**
 * One round of critique and revision.
 *
 * @param answers that were to be revised
 * @param changed that came out with other words
 * @param failures that stay as they were for want of a critique or a revision
 * @param letters mean length of the answers after the round
 */
public record ReviseStep(
    @Metric(name = "revise/answers", doc = "answers that were to be revised") int answers,
    @Metric(name = "revise/changed", doc = "answers that the round changed") int changed,
    @Metric(name = "revise/failures", doc = "answers without a critique or a revision")
        int failures,
    @Metric(name = "revise/letters", doc = "mean length of the answers after the round, in letters")
        double letters) {}
