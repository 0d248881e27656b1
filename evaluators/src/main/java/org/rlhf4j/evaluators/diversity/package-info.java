/**
 * Whether training made a model say ever the same. Read {@link
 * org.rlhf4j.evaluators.diversity.ModeCollapsePlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.diversity;

import org.jspecify.annotations.NullMarked;
