/**
 * Reads verdicts and grades out of what a language model wrote. Each parser is one small class;
 * {@link org.rlhf4j.judges.lm.parse.ParserOptions} names them.
 *
 * <p>A parser sees a reply and nothing of where it came from; it asks nobody again.
 */
@NullMarked
package org.rlhf4j.judges.lm.parse;

import org.jspecify.annotations.NullMarked;
