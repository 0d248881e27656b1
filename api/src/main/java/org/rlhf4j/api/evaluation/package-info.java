/**
 * What evaluators are given and what they find: numbers for the table, and the charts, tables and
 * alarms of a report. Read {@link org.rlhf4j.api.evaluation.Evaluator} first. How results are drawn
 * is not known here.
 */
@NullMarked
package org.rlhf4j.api.evaluation;

import org.jspecify.annotations.NullMarked;
