/**
 * Methods that learn from pairs of a preferred and a rejected answer without a reward model. Read
 * {@link org.rlhf4j.algorithms.preference.DpoPlugin} first; the training that all share is in
 * {@code PairTraining}, what a loss sees in {@code PairOutputs}, and each loss in a file of its
 * own: {@code DpoLoss}, {@code RobustDpoLoss}, {@code HingeLoss}, {@code IpoLoss}, {@code KtoLoss},
 * {@code OrpoLoss}, {@code SimpoLoss}. {@code OnlineDpo} draws its pairs itself.
 */
@NullMarked
package org.rlhf4j.algorithms.preference;

import org.jspecify.annotations.NullMarked;
