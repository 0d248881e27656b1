package org.rlhf4j.evaluators.winrate;

import java.util.Arrays;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Interval;

/**
 * A model against the baseline, by AlpacaEval's definitions (tatsu-lab/alpaca_eval, {@code
 * metrics/helpers.py}): with x the preference for the model's answer in [0, 1], which AlpacaEval
 * writes as 1 + x in [1, 2], the win rate is 100 mean(x), its standard error 100 sd(x) / sqrt(n)
 * with n - 1 degrees of freedom, and the discrete win rate counts every x above one half as 1 and a
 * draw as one half.
 *
 * @param wins preferences above one half
 * @param losses preferences below one half
 * @param draws preferences of one half
 * @param winRate in percent; NaN where there is no preference
 * @param standardError of the win rate, in percent; NaN for fewer than two preferences
 * @param interval of the win rate at 95 %, in percent, see {@link BoundedMean}
 */
record HeadToHead(
    int wins, int losses, int draws, double winRate, double standardError, Interval interval) {

  private static final double LEVEL = 0.95;

  /**
   * Sums up preferences.
   *
   * @param preferences in [0, 1]; those that are NaN are left out
   */
  static HeadToHead of(double[] preferences) {
    double[] x = Arrays.stream(preferences).filter(p -> !Double.isNaN(p)).toArray();
    int wins = 0;
    int losses = 0;
    for (double p : x) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("a preference lies in [0, 1], got " + p);
      }
      wins += p > 0.5 ? 1 : 0;
      losses += p < 0.5 ? 1 : 0;
    }
    BoundedMean percent =
        BoundedMean.ofPercent(Arrays.stream(x).map(p -> 100 * p).toArray(), LEVEL);
    return new HeadToHead(
        wins,
        losses,
        x.length - wins - losses,
        percent.mean(),
        percent.standardError(),
        percent.interval());
  }

  /** How many preferences there are. */
  int total() {
    return wins + losses + draws;
  }

  /** Share of wins, a draw counting one half, in percent; NaN where there is no preference. */
  double discreteWinRate() {
    return 100 * (wins + 0.5 * draws) / total();
  }
}
