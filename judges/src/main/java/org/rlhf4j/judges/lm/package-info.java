/**
 * Language models as judges: {@code lm} asks one, behind an endpoint or in this process, and reads
 * a verdict out of what it writes. Read {@link org.rlhf4j.judges.lm.LmJudgePlugin} first, then
 * {@code LmJudge}.
 */
@NullMarked
package org.rlhf4j.judges.lm;

import org.jspecify.annotations.NullMarked;
