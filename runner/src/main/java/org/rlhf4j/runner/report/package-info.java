/**
 * The report of runs: one page that needs nothing else, and CSV files of every number that it
 * plots. It reads run folders and nothing besides. Read {@link org.rlhf4j.runner.report.Report}
 * first.
 */
@NullMarked
package org.rlhf4j.runner.report;

import org.jspecify.annotations.NullMarked;
