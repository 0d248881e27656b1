/** JSON Lines files in the names that people already have. */
@NullMarked
package org.rlhf4j.runner.data;

import org.jspecify.annotations.NullMarked;
