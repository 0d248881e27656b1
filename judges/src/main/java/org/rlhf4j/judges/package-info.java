/**
 * Judges that compare answers. {@code reward-judge} takes a reward at its word; {@code
 * simulated-annotators} err as people do.
 */
@NullMarked
package org.rlhf4j.judges;

import org.jspecify.annotations.NullMarked;
