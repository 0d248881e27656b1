package org.rlhf4j.judges.human;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * Options of the judge {@code human}.
 *
 * @param labels the {@code labels.jsonl} of an export
 * @param missing where comparisons go that nobody has labelled, as items for a workbench; null for
 *     nowhere
 */
public record HumanJudgeOptions(
    @Option(value = "the labels.jsonl that rlhf4j annotate exported", required = true)
        @Nullable String labels,
    @Option("a file for the comparisons without labels, as items to annotate")
        @Nullable String missing) {}
