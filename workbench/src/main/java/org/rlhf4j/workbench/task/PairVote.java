package org.rlhf4j.workbench.task;

/**
 * What a label says about two answers of an item.
 *
 * @param first the one with the lower number
 * @param second the other
 * @param sign 1 if the first is better, -1 if the second is, 0 if neither
 * @param strength how much better: grades or levels apart
 */
public record PairVote(int first, int second, int sign, int strength) {}
