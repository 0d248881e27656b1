package org.rlhf4j.api.plugin;

import org.rlhf4j.api.Judge;

/**
 * Makes judges.
 *
 * @param <O> its options
 */
public interface JudgePlugin<O extends Record> extends Plugin<Judge, O> {}
