package org.rlhf4j.evaluators.groups;

/**
 * How alike two distributions over ordered options are: 1 - W / (largest place - smallest place),
 * where W is the 1-Wasserstein distance, the area between the cumulative distributions. 1 for the
 * same distribution, 0 for all mass at opposite ends (Santurkar et al. 2023, arXiv:2303.17548,
 * whose options stand at 1 .. N).
 */
final class Wasserstein {

  private Wasserstein() {}

  /**
   * The likeness.
   *
   * @param p a distribution
   * @param q another one
   * @param places of the options, ascending
   */
  static double similarity(double[] p, double[] q, double[] places) {
    double distance = 0;
    double difference = 0;
    for (int i = 0; i + 1 < places.length; i++) {
      difference += p[i] - q[i];
      distance += Math.abs(difference) * (places[i + 1] - places[i]);
    }
    return 1 - distance / (places[places.length - 1] - places[0]);
  }
}
