package org.rlhf4j.algorithms.ppo;

import org.rlhf4j.api.training.UpdateReport;

/**
 * What one gradient step of policy and value model looked like, in double precision.
 *
 * @param policyLoss as it was minimised, less the part of demonstrations
 * @param ptxLoss mean over tokens of -log pi of the demonstrations; NaN without any
 * @param valueLoss without its coefficient
 * @param approxKl mean over tokens of half the squared log-ratio to the rollout's policy
 * @param clipFraction share of tokens whose clipped loss is the greater one
 * @param valueClipFraction share of value steps whose clipped error is the greater one
 * @param ratio mean over tokens of the probability ratio
 * @param policyGradNorm before clipping
 * @param valueGradNorm before clipping
 */
record GradientStepStats(
    double policyLoss,
    double ptxLoss,
    double valueLoss,
    double approxKl,
    double clipFraction,
    double valueClipFraction,
    double ratio,
    double policyGradNorm,
    double valueGradNorm) {

  static GradientStepStats of(
      PpoMix mix, UpdateReport policy, UpdateReport value, PpoConventions conventions) {
    PpoBatch batch = mix.answers();
    double squares = 0;
    double ratios = 0;
    double clipped = 0;
    long tokens = 0;
    for (int i = 0; i < batch.rows().size(); i++) {
      for (int t = 0; t < batch.advantages()[i].length; t++) {
        double logRatio = (double) policy.outputs()[i][t] - batch.logProbs()[i][t];
        double ratio = Math.exp(logRatio);
        double advantage = batch.advantages()[i][t];
        squares += logRatio * logRatio / 2;
        ratios += ratio;
        clipped += advantage * ratio > advantage * near(1, ratio, conventions.clipRatio()) ? 1 : 0;
        tokens++;
      }
    }
    double valueClipped = 0;
    long steps = 0;
    for (int i = 0; i < batch.values().length; i++) {
      for (int t = 0; t < batch.values()[i].length; t++) {
        double old = batch.values()[i][t];
        double target = batch.returns()[i][t];
        double now = value.outputs()[i][t];
        double held = near(old, now, conventions.clipValue());
        valueClipped += Math.abs(held - target) > Math.abs(now - target) ? 1 : 0;
        steps++;
      }
    }
    double ptx = ptxLoss(mix, policy);
    return new GradientStepStats(
        Double.isNaN(ptx) ? policy.loss() : policy.loss() - conventions.ptxCoefficient() * ptx,
        ptx,
        value.loss() / conventions.valueCoefficient(),
        squares / tokens,
        clipped / tokens,
        valueClipped / steps,
        ratios / tokens,
        policy.gradNorm(),
        value.gradNorm());
  }

  private static double ptxLoss(PpoMix mix, UpdateReport policy) {
    double sum = 0;
    for (int i = mix.answers().rows().size(); i < policy.outputs().length; i++) {
      sum += policy.sum(i);
    }
    return mix.demonstrations().isEmpty() ? Double.NaN : -sum / mix.demonstrationTokens();
  }

  /** x, but no further from the centre than the distance. */
  private static double near(double centre, double x, double distance) {
    return Math.max(centre - distance, Math.min(centre + distance, x));
  }
}
