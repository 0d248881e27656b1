/**
 * Whether probabilities mean what they say. Read {@link
 * org.rlhf4j.evaluators.calibration.CalibrationPlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.calibration;

import org.jspecify.annotations.NullMarked;
