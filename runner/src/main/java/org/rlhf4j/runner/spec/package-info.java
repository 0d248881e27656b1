/**
 * From the text of a spec to checked records. A spec is an options record like those of plugins,
 * read by the same reader: start with {@link org.rlhf4j.runner.spec.Spec}, then {@link
 * org.rlhf4j.runner.spec.OptionsReader}.
 */
@NullMarked
package org.rlhf4j.runner.spec;

import org.jspecify.annotations.NullMarked;
