/**
 * Answers that are improved by critique and revision, and the preferences that follow from them:
 * constitutional AI as a source of data.
 */
@NullMarked
package org.rlhf4j.judges.revise;

import org.jspecify.annotations.NullMarked;
