package org.rlhf4j.evaluators.leaderboard;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.math.RandomStream;

/**
 * Elo's ratings (The Rating of Chessplayers, 1978): all start at 1000, and after each game the
 * winner takes K (score - expected score) points from the loser, where the expected score is 1 / (1
 * + 10^((rating of the other - own) / 400)). Ratings depend on the order of games, which means
 * nothing here; so they are averaged over random orders.
 *
 * @param k the most points that a game moves
 * @param orders how many orders are averaged over
 */
record Elo(double k, int orders) {

  /** Where all players start, and the mean stays. */
  static final double START = 1000;

  /**
   * The ratings.
   *
   * @param random a stream of its own, which the orders come from
   */
  double[] rate(int players, List<Games.Game> games, RandomStream random) {
    double[] mean = new double[players];
    for (int o = 0; o < orders; o++) {
      double[] ratings = once(players, games, random.child(o).permutation(games.size()));
      for (int i = 0; i < players; i++) {
        mean[i] += ratings[i] / orders;
      }
    }
    return mean;
  }

  /** The ratings after games in this order. */
  double[] once(int players, List<Games.Game> games, int[] order) {
    double[] ratings = new double[players];
    Arrays.fill(ratings, START);
    for (int g : order) {
      Games.Game game = games.get(g);
      double ahead = ratings[game.first()] - ratings[game.second()];
      double expected = 1 / (1 + Math.exp(-ahead / BradleyTerry.ELO_POINTS));
      double points = k * (game.score() - expected);
      ratings[game.first()] += points;
      ratings[game.second()] -= points;
    }
    return ratings;
  }
}
