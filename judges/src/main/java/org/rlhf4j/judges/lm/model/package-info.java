/**
 * Language models to ask, whether they run in this process or behind an endpoint: questions,
 * replies, and what they cost.
 *
 * <p>No verdict is known here, and no HTTP.
 */
@NullMarked
package org.rlhf4j.judges.lm.model;

import org.jspecify.annotations.NullMarked;
