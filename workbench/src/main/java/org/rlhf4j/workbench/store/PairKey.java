package org.rlhf4j.workbench.store;

/**
 * Two answers of an item.
 *
 * @param item its number in the file
 * @param first the answer with the lower number
 * @param second the other
 */
public record PairKey(long item, int first, int second) {}
