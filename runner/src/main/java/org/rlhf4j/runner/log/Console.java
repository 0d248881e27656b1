package org.rlhf4j.runner.log;

import java.io.PrintWriter;

/**
 * The user's screen.
 *
 * @param out for results
 * @param err for progress, notes and errors
 * @param terminal whether {@code err} is a terminal, where lines can be overwritten
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {}
