/** The reward {@code rules}: what can be checked about an answer without any model. */
@NullMarked
package org.rlhf4j.rewards.rules;

import org.jspecify.annotations.NullMarked;
