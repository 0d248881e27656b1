/** The instruction world. */
@NullMarked
package org.rlhf4j.rewards.world;

import org.jspecify.annotations.NullMarked;
