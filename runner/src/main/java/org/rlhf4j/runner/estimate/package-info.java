/**
 * What a run will take, before it is made. Start with {@link
 * org.rlhf4j.runner.estimate.Validation}.
 */
@NullMarked
package org.rlhf4j.runner.estimate;

import org.jspecify.annotations.NullMarked;
