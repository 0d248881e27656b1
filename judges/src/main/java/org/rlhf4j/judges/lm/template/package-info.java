/**
 * Texts that judges send to language models. A text that is in use is never changed: a better one
 * gets the next version number, so that a name stands for the same words for ever.
 *
 * <p>Only texts and how values are put into them stand here.
 */
@NullMarked
package org.rlhf4j.judges.lm.template;

import org.jspecify.annotations.NullMarked;
