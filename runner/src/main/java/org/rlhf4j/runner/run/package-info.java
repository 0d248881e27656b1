/**
 * One spec from its first check to its table. Read {@link org.rlhf4j.runner.run.Experiment} first:
 * it tells the whole run from top to bottom.
 */
@NullMarked
package org.rlhf4j.runner.run;

import org.jspecify.annotations.NullMarked;
