/**
 * Judges that compare answers. {@code reward-judge} takes a reward at its word; {@code
 * simulated-annotators} err as people do.
 *
 * <p>Judges without a language model, without people and without a judge inside stand here; each of
 * those has a package of its own.
 */
@NullMarked
package org.rlhf4j.judges;

import org.jspecify.annotations.NullMarked;
