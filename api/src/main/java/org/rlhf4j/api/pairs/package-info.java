/**
 * What every method that learns from pairs of a preferred and a rejected answer shares. Read {@link
 * org.rlhf4j.api.pairs.PairTraining} first: it is the loop. A method adds a {@link
 * org.rlhf4j.api.pairs.PairLoss}, which sees {@link org.rlhf4j.api.pairs.Pairs}, and says what its
 * implicit reward is, from which {@link org.rlhf4j.api.pairs.PairReport} makes the metrics.
 *
 * <p>Only what all such methods need lives here. A loss, or anything that one method alone needs,
 * belongs in that method's file.
 */
@NullMarked
package org.rlhf4j.api.pairs;

import org.jspecify.annotations.NullMarked;
