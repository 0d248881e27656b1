/**
 * Methods that learn from pairs of a preferred and a rejected answer without a reward model, one
 * file each: options, loss, metrics. Read {@link org.rlhf4j.algorithms.preference.Dpo} first, then
 * {@link org.rlhf4j.api.pairs}, which has the loop that all of them share. {@link
 * org.rlhf4j.algorithms.preference.OnlineDpo} draws its pairs itself.
 */
@NullMarked
package org.rlhf4j.algorithms.preference;

import org.jspecify.annotations.NullMarked;
