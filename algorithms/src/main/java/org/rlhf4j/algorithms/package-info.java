/**
 * What the families of alignment methods share. Each family has its own package: {@link
 * org.rlhf4j.algorithms.supervised} imitates given answers, {@link org.rlhf4j.algorithms.iterated}
 * imitates its own, round after round, {@link org.rlhf4j.algorithms.preference} learns from pairs,
 * {@link org.rlhf4j.algorithms.ppo} from a reward on its own answers, and {@link
 * org.rlhf4j.algorithms.inference} trains nothing.
 */
@NullMarked
package org.rlhf4j.algorithms;

import org.jspecify.annotations.NullMarked;
