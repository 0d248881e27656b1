/**
 * Random streams and the arithmetic of log-probabilities. Read {@link
 * org.rlhf4j.api.math.RandomStream} first. Statistics of data live in {@code statistics}.
 */
@NullMarked
package org.rlhf4j.api.math;

import org.jspecify.annotations.NullMarked;
