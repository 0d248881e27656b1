/** Strict JSON with places, in and out. */
@NullMarked
package org.rlhf4j.runner.json;

import org.jspecify.annotations.NullMarked;
