/**
 * Proxy and gold reward against the divergence from where a training started. Read {@link
 * org.rlhf4j.evaluators.overoptimisation.OverOptimisationPlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.overoptimisation;

import org.jspecify.annotations.NullMarked;
