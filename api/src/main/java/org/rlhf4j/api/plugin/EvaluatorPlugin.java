package org.rlhf4j.api.plugin;

import org.rlhf4j.api.evaluation.Evaluator;

/**
 * Makes evaluators.
 *
 * @param <O> its options
 */
public interface EvaluatorPlugin<O extends Record> extends Plugin<Evaluator, O> {}
