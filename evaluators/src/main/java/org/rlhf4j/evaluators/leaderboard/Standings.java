package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;

/**
 * The three numbers of every player, with their uncertainty over prompts: that of strengths is the
 * sandwich's, see {@link BradleyTerry#standardErrors}, that of ratings the bootstrap's, both with
 * Student's quantile; that of shares is of clusters, see {@link BoundedMean}.
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

  private static final double LEVEL = 0.95;

  /**
   * A number with its uncertainty over prompts.
   *
   * @param value on all games
   * @param standardError NaN where there is none
   * @param interval at 95 %
   * @param undefined on how many resamples of the prompts it does not exist
   */
  record Estimate(double value, double standardError, Interval interval, int undefined) {

    static Estimate student(double value, double error, int prompts, int undefined) {
      return new Estimate(
          value, error, Interval.student(value, error, prompts - 1, LEVEL), undefined);
    }
  }

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
    int prompts = (int) byPrompt.stream().filter(g -> !g.isEmpty()).count();
    double[] theta = method.bradleyTerry.fit(Games.scores(n, games.games()));
    double[] errors = method.bradleyTerry.standardErrors(byPrompt, theta);
    // replicates spread as n observations around their own mean, not around an unknown one
    double correction = Math.sqrt(prompts / Math.max(1.0, prompts - 1.0));
    List<Estimate> strengths = new ArrayList<>();
    List<Estimate> ratings = new ArrayList<>();
    List<Estimate> shares = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int undefined = replicates.get(i).undefined();
      strengths.add(
          Estimate.student(values[i], BradleyTerry.ELO_POINTS * errors[i], prompts, undefined));
      double spread = replicates.get(n + i).standardError() * correction;
      ratings.add(Estimate.student(values[n + i], spread, prompts, 0));
      shares.add(share(games, i));
    }
    return new Standings(
        strengths, ratings, shares, Connectedness.of(Games.scores(n, games.games())));
  }

  /** The share of the points that a player won, games on one prompt being a cluster. */
  private static Estimate share(Games games, int player) {
    List<Games.Game> own =
        games.games().stream().filter(g -> g.first() == player || g.second() == player).toList();
    BoundedMean mean =
        BoundedMean.of(
                own.stream()
                    .mapToDouble(g -> g.first() == player ? g.score() : 1 - g.score())
                    .toArray(),
                own.stream().mapToInt(Games.Game::prompt).toArray(),
                LEVEL)
            .times(100);
    return new Estimate(mean.mean(), mean.standardError(), mean.interval(), 0);
  }

  /** All games on the prompts with these numbers. */
  static List<Games.Game> drawn(List<List<Games.Game>> byPrompt, int[] drawn) {
    return Arrays.stream(drawn).boxed().flatMap(p -> byPrompt.get(p).stream()).toList();
  }
}
