/**
 * Methods that learn from pairs of a preferred and a rejected answer without a reward model. Read
 * {@link org.rlhf4j.algorithms.preference.DpoPlugin} first; the training step is in {@code Dpo},
 * its loss in {@code DpoLoss}.
 */
@NullMarked
package org.rlhf4j.algorithms.preference;

import org.jspecify.annotations.NullMarked;
