package org.rlhf4j.algorithms.inference;

import org.rlhf4j.api.Option;

/**
 * Options of best-of-n.
 *
 * @param n answers drawn for each one that is given
 */
public record BestOfNOptions(
    @Option(value = "answers drawn for each one that is given", min = 1, max = 100_000) int n) {}
