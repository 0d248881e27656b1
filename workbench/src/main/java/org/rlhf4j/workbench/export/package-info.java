/**
 * Labels as files: preferences, demonstrations, all labels, a report.
 *
 * <p>Names of people go no further than here: whatever is written calls them {@code annotator-N}.
 */
@NullMarked
package org.rlhf4j.workbench.export;

import org.jspecify.annotations.NullMarked;
