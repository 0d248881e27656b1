package org.rlhf4j.runner.data;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * Which rows of which file.
 *
 * @param path the file
 * @param skip rows to leave out at the beginning
 * @param limit how many rows to take after that; 0 for all
 */
public record JsonLinesOptions(
    @Option(value = "JSON Lines file, gzip accepted", required = true) @Nullable String path,
    @Option(value = "rows to leave out at the beginning", min = 0) int skip,
    @Option(value = "rows to take after that; 0 for all", min = 0) int limit) {}
