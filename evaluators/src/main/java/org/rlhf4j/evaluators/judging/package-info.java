/** What evaluators that have answers compared share. Not exported. */
@NullMarked
package org.rlhf4j.evaluators.judging;

import org.jspecify.annotations.NullMarked;
