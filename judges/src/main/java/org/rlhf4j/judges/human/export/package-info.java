/** Labels as files: preferences, demonstrations, all labels, a report. */
@NullMarked
package org.rlhf4j.judges.human.export;

import org.jspecify.annotations.NullMarked;
