/**
 * What people are shown, and what they may say about it: items, labels, and how both are read.
 *
 * <p>It sees options alone. Who said something, and where it is kept, is none of its business.
 */
@NullMarked
package org.rlhf4j.workbench.task;

import org.jspecify.annotations.NullMarked;
