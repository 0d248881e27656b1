/**
 * {@code verify}: every method on languages so small that the truth about them can be computed.
 * Read {@link org.rlhf4j.runner.verify.Oracle} first.
 */
@NullMarked
package org.rlhf4j.runner.verify;

import org.jspecify.annotations.NullMarked;
