package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of Kahneman-Tversky optimisation.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta how strongly the policy is held to the reference; the reward is worth 1 / beta nats
 * @param desirableWeight lambda_D, weight of preferred answers
 * @param undesirableWeight lambda_U, weight of rejected answers
 */
public record KtoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
    @Option(value = "weight of preferred answers", min = 0) double desirableWeight,
    @Option(value = "weight of rejected answers", min = 0) double undesirableWeight) {

  KtoLoss loss(double referencePoint) {
    return new KtoLoss(beta, desirableWeight, undesirableWeight, referencePoint);
  }
}
