/**
 * What evaluators find: numbers for the table, and the charts, tables and alarms of a report. Read
 * {@link org.rlhf4j.api.evaluation.Evaluation} first.
 */
@NullMarked
package org.rlhf4j.api.evaluation;

import org.jspecify.annotations.NullMarked;
