/**
 * The annotation workbench: people label on web pages, and training reads what they said. Read
 * {@link org.rlhf4j.judges.human.WorkbenchOptions} first; the judge {@code human} takes finished
 * labels as feedback.
 */
@NullMarked
package org.rlhf4j.judges.human;

import org.jspecify.annotations.NullMarked;
