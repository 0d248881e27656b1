/**
 * Reward models. {@code pairwise} is learned from preferences: read {@link
 * org.rlhf4j.rewards.BradleyTerryLoss} first. {@code lexicon} is a rule. A small world of
 * instructions with a gold score, to try methods on, is in {@link org.rlhf4j.rewards.world}.
 */
@NullMarked
package org.rlhf4j.rewards;

import org.jspecify.annotations.NullMarked;
