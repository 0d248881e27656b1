/** The command line. Read {@link org.rlhf4j.runner.cli.Rlhf4j} first. */
@NullMarked
package org.rlhf4j.runner.cli;

import org.jspecify.annotations.NullMarked;
