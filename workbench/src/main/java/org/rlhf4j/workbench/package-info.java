/**
 * The annotation workbench: people label on web pages, and training reads what they said. Read
 * {@link org.rlhf4j.workbench.options.WorkbenchOptions} first, then {@code HumanWorkbench}.
 *
 * <p>Here stand the plugin and what puts the parts together. The parts know each other in one
 * order, and nobody below knows this package: {@code options}, {@code task}, {@code store}, {@code
 * quality}, {@code export}, {@code web}.
 */
@NullMarked
package org.rlhf4j.workbench;

import org.jspecify.annotations.NullMarked;
