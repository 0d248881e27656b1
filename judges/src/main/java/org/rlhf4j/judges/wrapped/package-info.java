/**
 * Judges made of other judges: {@code both-orders} takes out a bias for a position, {@code cached}
 * asks nothing twice, {@code noisy} errs on purpose.
 */
@NullMarked
package org.rlhf4j.judges.wrapped;

import org.jspecify.annotations.NullMarked;
