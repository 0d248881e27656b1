/**
 * How far people agree, with each other and with what is known to be right, as numbers and as a
 * report.
 *
 * <p>It reads from the store and changes nothing in it. Coefficients and intervals are those of
 * {@code org.rlhf4j.api}; no formula of theirs stands here again.
 */
@NullMarked
package org.rlhf4j.workbench.quality;

import org.jspecify.annotations.NullMarked;
