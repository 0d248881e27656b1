/** Randomness, statistics and reductions that all modules share. */
@NullMarked
package org.rlhf4j.api.math;

import org.jspecify.annotations.NullMarked;
