package org.rlhf4j.algorithms.supervised;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;

/**
 * One gradient step of supervised fine-tuning.
 *
 * @param loss before the step
 * @param gradNorm before clipping
 * @param learningRate of this step
 * @param tokens prompt and completion tokens seen so far
 * @param epoch passes over the data so far
 */
public record SftStep(
    @Metric(
            name = "loss",
            doc = "-sum of log pi over the completion tokens of the step / their number, in nats")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
    @Metric(
            name = "num_tokens",
            doc = "prompt and completion tokens of all steps so far, without padding")
        long tokens,
    @Metric(name = "epoch", doc = "rows seen so far / rows in the data") double epoch)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "loss %.4f", loss);
  }
}
