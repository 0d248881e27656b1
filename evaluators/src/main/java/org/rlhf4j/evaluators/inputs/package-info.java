/** What evaluators read beside the run's answers. Not exported. */
@NullMarked
package org.rlhf4j.evaluators.inputs;

import org.jspecify.annotations.NullMarked;
