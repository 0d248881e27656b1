/**
 * The JSON Schema of specs, made from the options records of all plugins that are there. Start with
 * {@link org.rlhf4j.runner.schema.SpecSchema}.
 */
@NullMarked
package org.rlhf4j.runner.schema;

import org.jspecify.annotations.NullMarked;
