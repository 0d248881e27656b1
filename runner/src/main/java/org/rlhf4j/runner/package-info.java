/**
 * From a JSON spec to an experiment, its run folder and its report; the command line. Read {@link
 * org.rlhf4j.runner.cli.RunCommand} first and follow it down.
 */
@NullMarked
package org.rlhf4j.runner;

import org.jspecify.annotations.NullMarked;
