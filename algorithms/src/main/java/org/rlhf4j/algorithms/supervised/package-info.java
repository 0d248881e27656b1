/**
 * Methods that imitate given answers token by token. Read {@link
 * org.rlhf4j.algorithms.supervised.SftPlugin} first; the training step is in {@code Sft}, its loss
 * in {@code SftLoss}. All others are the same step on other rows: {@link
 * org.rlhf4j.algorithms.supervised.BinaryFeedMePlugin} on preferred answers, {@link
 * org.rlhf4j.algorithms.supervised.BinaryRewardConditioningPlugin} and {@link
 * org.rlhf4j.algorithms.supervised.ControlTokenPlugin} on both answers of each pair with a token
 * that tells them apart, before the prompt or after it.
 */
@NullMarked
package org.rlhf4j.algorithms.supervised;

import org.jspecify.annotations.NullMarked;
