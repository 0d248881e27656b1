/**
 * How models learn. {@link org.rlhf4j.api.training.TrainablePolicy#update} is the one seam through
 * which weights change, {@link org.rlhf4j.api.training.Optimizer} is a method that uses it, and
 * {@link org.rlhf4j.api.training.Steps} its loop. What only one method needs belongs in that
 * method's file.
 */
@NullMarked
package org.rlhf4j.api.training;

import org.jspecify.annotations.NullMarked;
