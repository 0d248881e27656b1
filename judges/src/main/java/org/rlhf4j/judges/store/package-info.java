/** What judges keep on the disk, so that no answer is asked or paid for twice. */
@NullMarked
package org.rlhf4j.judges.store;

import org.jspecify.annotations.NullMarked;
