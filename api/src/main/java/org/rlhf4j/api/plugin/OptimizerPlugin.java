package org.rlhf4j.api.plugin;

import org.rlhf4j.api.training.Optimizer;

/**
 * Makes alignment methods.
 *
 * @param <O> its options
 */
public interface OptimizerPlugin<O extends Record> extends Plugin<Optimizer, O> {}
