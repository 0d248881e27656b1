/**
 * Answers that are improved by critique and revision, and the preferences that follow from them:
 * constitutional AI as a source of data.
 *
 * <p>It asks models through {@code lm.model}; no judge stands here, but one may be given.
 */
@NullMarked
package org.rlhf4j.judges.revise;

import org.jspecify.annotations.NullMarked;
