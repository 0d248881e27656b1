package org.rlhf4j.runner.run;

import org.rlhf4j.api.evaluation.Evaluation;

/**
 * What one evaluator of the spec found.
 *
 * @param place of the evaluator in the spec, from 0
 * @param id of its plugin
 * @param evaluation what it found
 */
public record Evaluated(int place, String id, Evaluation evaluation) {}
