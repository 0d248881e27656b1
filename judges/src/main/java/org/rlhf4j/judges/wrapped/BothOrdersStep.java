package org.rlhf4j.judges.wrapped;

import org.rlhf4j.api.plugin.Metric;

/**
 * What {@code both-orders} saw in one batch.
 *
 * @param comparisons pairs that were asked about
 * @param flips pairs of which each order preferred another answer
 * @param flipRate flips over pairs decided in both orders; NaN where there were none
 * @param firstRate share of the decided verdicts that preferred the answer presented first; NaN
 *     where there were none
 * @param halves pairs of which one order gave no usable verdict
 * @param unparsed pairs of which neither did
 */
public record BothOrdersStep(
    @Metric(name = "both_orders/comparisons", doc = "pairs that were judged") int comparisons,
    @Metric(name = "both_orders/flips", doc = "pairs of which each order preferred another answer")
        int flips,
    @Metric(name = "both_orders/flip_rate", doc = "flips / pairs decided in both orders")
        double flipRate,
    @Metric(
            name = "both_orders/first_rate",
            doc = "share of decided verdicts for the answer presented first; 0.5 without bias")
        double firstRate,
    @Metric(name = "both_orders/halves", doc = "pairs of which one order gave no usable verdict")
        int halves,
    @Metric(
            name = "both_orders/unparsed",
            doc = "pairs of which neither order gave a usable verdict")
        int unparsed) {}
