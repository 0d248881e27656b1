/**
 * Judges made of other judges: {@code both-orders} takes out a bias for a position, {@code cached}
 * asks nothing twice, {@code noisy} errs on purpose.
 *
 * <p>A judge here has no opinion of its own, and passes on what it does not change.
 */
@NullMarked
package org.rlhf4j.judges.wrapped;

import org.jspecify.annotations.NullMarked;
