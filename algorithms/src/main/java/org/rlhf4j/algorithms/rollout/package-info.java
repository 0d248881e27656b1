/**
 * A policy's own answers, as the methods that learn from them need them. Read {@link
 * org.rlhf4j.algorithms.rollout.Rollouts} first.
 */
@NullMarked
package org.rlhf4j.algorithms.rollout;

import org.jspecify.annotations.NullMarked;
