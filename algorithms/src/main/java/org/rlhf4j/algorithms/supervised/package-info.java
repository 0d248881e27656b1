/**
 * Methods that imitate given answers token by token. Read {@link
 * org.rlhf4j.algorithms.supervised.SftPlugin} first; the training step is in {@code Sft}, its loss
 * in {@code SftLoss}.
 */
@NullMarked
package org.rlhf4j.algorithms.supervised;

import org.jspecify.annotations.NullMarked;
