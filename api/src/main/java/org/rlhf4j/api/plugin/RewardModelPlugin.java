package org.rlhf4j.api.plugin;

import org.rlhf4j.api.RewardModel;

/**
 * Makes reward models.
 *
 * @param <O> its options
 */
public interface RewardModelPlugin<O extends Record> extends Plugin<RewardModel, O> {}
