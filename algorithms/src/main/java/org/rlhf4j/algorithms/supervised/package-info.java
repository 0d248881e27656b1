/**
 * Methods that imitate given answers token by token. Read {@link
 * org.rlhf4j.algorithms.supervised.Sft} first. All others are the same step on other rows: {@link
 * org.rlhf4j.algorithms.supervised.BinaryFeedMe} on preferred answers, {@link
 * org.rlhf4j.algorithms.supervised.ControlToken} and {@link
 * org.rlhf4j.algorithms.supervised.BinaryRewardConditioning} on both answers of each pair with a
 * token that tells them apart, after the prompt or before it.
 */
@NullMarked
package org.rlhf4j.algorithms.supervised;

import org.jspecify.annotations.NullMarked;
