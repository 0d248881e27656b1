package org.rlhf4j.runner.run;

import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Measurement;

/**
 * A measurement with the evaluator that it comes from.
 *
 * @param evaluator its place in the spec, from 0
 * @param id of its plugin
 * @param measurement the number
 * @param basis what it rests upon
 */
record Finding(int evaluator, String id, Measurement measurement, Basis basis) {}
