package org.rlhf4j.algorithms.ppo;

/**
 * Generalised advantage estimation (Schulman et al. 2015, "High-dimensional continuous control
 * using generalized advantage estimation", arXiv:1506.02438, equation 16), over an episode that
 * ends after its last step, so that V_T = 0:
 *
 * <pre>
 * delta_t = r_t + gamma V_{t+1} - V_t
 * A_t     = delta_t + gamma lambda A_{t+1}
 * </pre>
 *
 * <p>With lambda = 1 this is the discounted reward to go less the value; with lambda = 0 it is the
 * one-step error delta_t.
 *
 * @param gamma discount a step, in [0, 1]
 * @param lambda weight of later errors, in [0, 1]
 */
record Gae(double gamma, double lambda) {

  /**
   * What an episode says about the value of its actions.
   *
   * @param advantages A_t
   * @param returns A_t + V_t: what the value model shall predict
   */
  record Estimate(double[] advantages, double[] returns) {}

  /**
   * The estimate of one episode.
   *
   * @param rewards r_t
   * @param values V_t: the value of the state in which step t is chosen
   */
  Estimate of(double[] rewards, float[] values) {
    if (rewards.length != values.length) {
      throw new IllegalArgumentException(
          rewards.length + " rewards but " + values.length + " values");
    }
    double[] advantages = new double[rewards.length];
    double[] returns = new double[rewards.length];
    double nextValue = 0;
    double nextAdvantage = 0;
    for (int t = rewards.length - 1; t >= 0; t--) {
      double delta = rewards[t] + gamma * nextValue - values[t];
      advantages[t] = delta + gamma * lambda * nextAdvantage;
      returns[t] = advantages[t] + values[t];
      nextValue = values[t];
      nextAdvantage = advantages[t];
    }
    return new Estimate(advantages, returns);
  }
}
