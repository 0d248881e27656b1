/** Language models to ask, whether they run in this process or behind an endpoint. */
@NullMarked
package org.rlhf4j.judges.lm.model;

import org.jspecify.annotations.NullMarked;
