package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Replicates;

/**
 * The three numbers of every player, with their bootstrap over prompts.
 *
 * @param strengths Bradley-Terry's on Elo's scale, with mean 1000; NaN where they do not exist
 * @param ratings Elo's
 * @param shares of the points that a player won, in percent
 * @param connectedness of the games
 */
record Standings(
    List<Estimate> strengths,
    List<Estimate> ratings,
    List<Estimate> shares,
    Connectedness connectedness) {

  /**
   * A number with its values on resampled prompts.
   *
   * @param value on all games
   * @param replicates those that exist
   */
  record Estimate(double value, Replicates replicates) {}

  /** How standings are computed. */
  record Method(BradleyTerry bradleyTerry, Elo elo, RandomStream random) {

    /** Strengths, then ratings, then shares. */
    double[] of(int players, List<Games.Game> games) {
      double[][] scores = Games.scores(players, games);
      double[] all = new double[3 * players];
      double[] theta = bradleyTerry.fit(scores);
      double[] ratings = elo.rate(players, games, random);
      double[] shares = Games.shares(scores);
      for (int i = 0; i < players; i++) {
        all[i] = Elo.START + BradleyTerry.ELO_POINTS * theta[i];
        all[players + i] = ratings[i];
        all[2 * players + i] = shares[i];
      }
      return all;
    }
  }

  /** Those of all games, and of games on resampled prompts. */
  static Standings of(Games games, Method method, Bootstrap bootstrap) {
    int n = games.players().size();
    double[] values = method.of(n, games.games());
    List<List<Games.Game>> byPrompt = games.byPrompt();
    List<Replicates> replicates =
        bootstrap.replicates(byPrompt.size(), 3 * n, drawn -> method.of(n, drawn(byPrompt, drawn)));
    List<Estimate> numbers = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      numbers.add(new Estimate(values[i], replicates.get(i)));
    }
    return new Standings(
        numbers.subList(0, n),
        numbers.subList(n, 2 * n),
        numbers.subList(2 * n, 3 * n),
        Connectedness.of(Games.scores(n, games.games())));
  }

  /** All games on the prompts with these numbers. */
  static List<Games.Game> drawn(List<List<Games.Game>> byPrompt, int[] drawn) {
    return Arrays.stream(drawn).boxed().flatMap(p -> byPrompt.get(p).stream()).toList();
  }
}
