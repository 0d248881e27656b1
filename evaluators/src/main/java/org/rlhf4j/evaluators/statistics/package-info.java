/**
 * Statistics that several evaluators share: bootstrap intervals, paired tests, detectable
 * differences. Read {@link org.rlhf4j.evaluators.statistics.Bootstrap} first. Not exported.
 */
@NullMarked
package org.rlhf4j.evaluators.statistics;

import org.jspecify.annotations.NullMarked;
