/** Opens the workbenches on which people label. */
@NullMarked
package org.rlhf4j.runner.annotate;

import org.jspecify.annotations.NullMarked;
