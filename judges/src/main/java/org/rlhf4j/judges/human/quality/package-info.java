/** How far people agree, with each other and with what is known to be right. */
@NullMarked
package org.rlhf4j.judges.human.quality;

import org.jspecify.annotations.NullMarked;
