/**
 * Methods that train nothing and spend more on each answer instead. Read {@link
 * org.rlhf4j.algorithms.inference.BestOfN} first.
 */
@NullMarked
package org.rlhf4j.algorithms.inference;

import org.jspecify.annotations.NullMarked;
