package org.rlhf4j.evaluators;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code win-rate}.
 *
 * @param judge compares the answers
 * @param baseline name of the method that all others are compared with
 * @param name the column of the table
 */
public record WinRateOptions(
    @Option(value = "compares the answers", required = true) @Nullable Part<Judge> judge,
    @Option("name of the method that all others are compared with") String baseline,
    @Option("column of the table") String name) {}
