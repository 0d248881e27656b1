package org.rlhf4j.algorithms.policygradient;

import java.util.List;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * The answers that a step learns from.
 *
 * @param episodes those of a prompt stand next to each other
 * @param perPrompt how many to each prompt
 * @param temperature of their log-probabilities
 */
record Answers(List<Episode> episodes, int perPrompt, double temperature) {

  /** Their rows. */
  TrainingBatch batch() {
    return new TrainingBatch(episodes.stream().map(Episode::row).toList(), 1, temperature);
  }

  /** log pi_old of each token. */
  float[][] oldLogProbs() {
    return episodes.stream().map(Episode::logProbs).toArray(float[][]::new);
  }

  /** log ref of each token. */
  float[][] referenceLogProbs() {
    return episodes.stream().map(Episode::referenceLogProbs).toArray(float[][]::new);
  }

  /** log pi - log pi_old of each token, as a gradient step saw it. */
  double[][] logRatios(UpdateReport report) {
    return Episode.logRatios(report.outputs(), oldLogProbs());
  }

  /**
   * The reward of each answer less the penalty on its divergence from the reference.
   *
   * @param klCoefficient what a nat takes off
   */
  double[] rewards(double klCoefficient) {
    return episodes.stream()
        .mapToDouble(e -> e.score() - klCoefficient * e.logRatios().sum())
        .toArray();
  }
}
