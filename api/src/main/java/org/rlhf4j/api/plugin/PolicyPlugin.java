package org.rlhf4j.api.plugin;

import org.rlhf4j.api.Policy;

/**
 * Makes policies to start from. What it makes must be a {@link
 * org.rlhf4j.api.training.TrainablePolicy} to be trained.
 *
 * @param <O> its options
 */
public interface PolicyPlugin<O extends Record> extends Plugin<Policy, O> {}
