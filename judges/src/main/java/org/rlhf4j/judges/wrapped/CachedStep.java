package org.rlhf4j.judges.wrapped;

import org.rlhf4j.api.plugin.Metric;

/**
 * What {@code cached} did with one batch.
 *
 * @param comparisons that it was asked
 * @param hits of which it knew the verdict
 * @param asked of the judge behind it
 */
public record CachedStep(
    @Metric(name = "cache/comparisons", doc = "comparisons asked for") int comparisons,
    @Metric(name = "cache/hits", doc = "verdicts that were on the disk already") int hits,
    @Metric(name = "cache/misses", doc = "comparisons that the judge behind was asked")
        int asked) {}
