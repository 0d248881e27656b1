/**
 * Tables, typed once: columns say what they show of a row, and whoever draws a table (as text,
 * HTML, CSV, Markdown or LaTeX) asks them. Read {@link org.rlhf4j.api.table.Table} first.
 */
@NullMarked
package org.rlhf4j.api.table;

import org.jspecify.annotations.NullMarked;
