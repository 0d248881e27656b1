/**
 * Looks at policies while they train: the points of a trajectory, the rule that ends a training,
 * and how both are kept and shown. Read {@link org.rlhf4j.runner.watch.Watcher} first.
 */
@NullMarked
package org.rlhf4j.runner.watch;

import org.jspecify.annotations.NullMarked;
