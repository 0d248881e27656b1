/**
 * How often a reward prefers the right answer. Read {@link
 * org.rlhf4j.evaluators.accuracy.RewardAccuracyPlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.accuracy;

import org.jspecify.annotations.NullMarked;
