/**
 * Times generation, scoring and training steps on a given checkpoint, in a form that other
 * frameworks can be timed in too. Start with {@link org.rlhf4j.runner.bench.Bench}.
 */
@NullMarked
package org.rlhf4j.runner.bench;

import org.jspecify.annotations.NullMarked;
