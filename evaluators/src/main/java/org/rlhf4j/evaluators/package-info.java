/**
 * Evaluators: what a training really did, as numbers with standard errors over prompts. Read {@link
 * org.rlhf4j.evaluators.winrate.WinRatePlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators;

import org.jspecify.annotations.NullMarked;
