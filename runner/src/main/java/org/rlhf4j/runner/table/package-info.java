/**
 * How tables are drawn: one {@link org.rlhf4j.runner.table.Grid} of headings and cells, and for
 * each place where it is shown one who draws it. Nobody else decides how many digits a number has,
 * where its error stands, or how its notes are numbered.
 */
@NullMarked
package org.rlhf4j.runner.table;

import org.jspecify.annotations.NullMarked;
