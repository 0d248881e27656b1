/** What people are shown, and what they may say about it. */
@NullMarked
package org.rlhf4j.judges.human.task;

import org.jspecify.annotations.NullMarked;
