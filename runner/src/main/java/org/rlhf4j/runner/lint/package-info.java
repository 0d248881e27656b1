/**
 * {@code lint}: what is wrong with a data set before a model is trained on it. Read {@link
 * org.rlhf4j.runner.lint.Lint} first.
 */
@NullMarked
package org.rlhf4j.runner.lint;

import org.jspecify.annotations.NullMarked;
