package org.rlhf4j.runner.spec;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * The data of an experiment.
 *
 * @param demonstrations prompts with answers to imitate
 * @param prompts what methods answer while they train, and what feedback is collected on
 * @param preferences prompts with a preferred and a rejected answer
 * @param evaluation what all methods answer at the end
 */
public record DataStage(
    @Option("prompts with answers to imitate") @Nullable Part<DataSource> demonstrations,
    @Option("what methods answer while they train, and what feedback is collected on")
        @Nullable Part<DataSource> prompts,
    @Option("prompts with a preferred and a rejected answer")
        @Nullable Part<DataSource> preferences,
    @Option("prompts that all methods answer at the end") @Nullable Part<DataSource> evaluation) {}
