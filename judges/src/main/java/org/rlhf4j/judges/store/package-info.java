/**
 * What judges keep on the disk, so that no answer is asked or paid for twice.
 *
 * <p>Texts by key, and digests as keys; what a text means is known to those who keep it.
 */
@NullMarked
package org.rlhf4j.judges.store;

import org.jspecify.annotations.NullMarked;
