/**
 * Exact answers: a {@link org.rlhf4j.exact.TabularLanguage} whose completions can be listed, a
 * {@link org.rlhf4j.exact.TabularPolicy} that can be any distribution over them, and {@link
 * org.rlhf4j.exact.Exact}, the optimum of E[r] - beta KL and the divergences, in double precision.
 * Nothing here knows of tests or of runs.
 */
@NullMarked
package org.rlhf4j.exact;

import org.jspecify.annotations.NullMarked;
