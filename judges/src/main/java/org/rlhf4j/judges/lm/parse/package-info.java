/**
 * Reads verdicts and grades out of what a language model wrote. Each parser is one small class;
 * {@link org.rlhf4j.judges.lm.parse.ParserOptions} names them.
 */
@NullMarked
package org.rlhf4j.judges.lm.parse;

import org.jspecify.annotations.NullMarked;
