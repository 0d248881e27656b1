/**
 * Answers that are right or wrong. Read {@link org.rlhf4j.evaluators.verifiable.VerifiablePlugin}
 * first.
 */
@NullMarked
package org.rlhf4j.evaluators.verifiable;

import org.jspecify.annotations.NullMarked;
