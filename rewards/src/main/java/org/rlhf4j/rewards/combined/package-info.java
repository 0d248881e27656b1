/** Rewards that are made of others. */
@NullMarked
package org.rlhf4j.rewards.combined;

import org.jspecify.annotations.NullMarked;
