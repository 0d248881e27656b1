/**
 * Whose opinions a model's answers are like. Read {@link
 * org.rlhf4j.evaluators.groups.GroupAlignmentPlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.groups;

import org.jspecify.annotations.NullMarked;
