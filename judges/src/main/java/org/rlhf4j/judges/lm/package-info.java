/**
 * Language models as judges: {@code lm} asks one, behind an endpoint or in this process, and reads
 * a verdict out of what it writes. Read {@link org.rlhf4j.judges.lm.LmJudgePlugin} first, then
 * {@code LmJudge}.
 *
 * <p>Here models, templates and parsers, each in a package below, come together; those know nothing
 * of this one.
 */
@NullMarked
package org.rlhf4j.judges.lm;

import org.jspecify.annotations.NullMarked;
