/**
 * What a spec of the workbench says: records with their defaults, ranges and words.
 *
 * <p>Nothing here reads a file or knows an item; what a label means stands in {@code task}.
 */
@NullMarked
package org.rlhf4j.workbench.options;

import org.jspecify.annotations.NullMarked;
