/**
 * Questions with given answers to choose from, and how probable a policy finds each. Read {@link
 * org.rlhf4j.evaluators.choices.Choices} first.
 */
@NullMarked
package org.rlhf4j.evaluators.choices;

import org.jspecify.annotations.NullMarked;
