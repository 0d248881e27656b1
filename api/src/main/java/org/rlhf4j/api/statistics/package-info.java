/**
 * The statistics of preference data that every module shares: intervals, quantiles, paired tests,
 * multiple comparisons, detectable differences. Read {@link org.rlhf4j.api.statistics.Bootstrap}
 * first. Distributions come from Hipparchus; what it lacks lives here, and nothing that knows of
 * methods, judges or reports.
 */
@NullMarked
package org.rlhf4j.api.statistics;

import org.jspecify.annotations.NullMarked;
