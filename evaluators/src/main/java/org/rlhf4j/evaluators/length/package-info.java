/**
 * How long answers are, and what that is worth to a reward or a judge. Read {@link
 * org.rlhf4j.evaluators.length.LengthEffectsPlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.length;

import org.jspecify.annotations.NullMarked;
