package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;

/**
 * How well the leaderboards of two judges agree, such as simulated and human ones (as in figure 3
 * of AlpacaFarm, Dubois et al. 2023, arXiv:2305.14387): Spearman's and Pearson's correlation and
 * Kendall's tau-b over the players that both know. Where both judged the same prompts, these are
 * resampled together, else each judge's by themselves.
 *
 * @param players that both know
 * @param rows one for each statistic
 */
record JudgeCorrelation(List<String> players, List<Row> rows) {

  /** Fewer players than this have no rank correlation worth the name. */
  static final int FEWEST_PLAYERS = 3;

  private static final List<String> STATISTICS = List.of("Spearman", "Kendall tau-b", "Pearson");
  private static final List<String> NUMBERS = List.of("Bradley-Terry strength", "share of points");

  /**
   * A statistic.
   *
   * @param statistic its name
   * @param of which number of the players
   * @param value NaN where it does not exist
   * @param replicates on resampled prompts
   */
  record Row(String statistic, String of, double value, Replicates replicates) {}

  /** Correlates two judges' leaderboards. */
  static JudgeCorrelation of(
      Games one, Games other, BradleyTerry bradleyTerry, Bootstrap bootstrap) {
    List<String> common = one.players().stream().filter(other.players()::contains).toList();
    if (common.size() < FEWEST_PLAYERS) {
      return new JudgeCorrelation(common, List.of());
    }
    Side first = new Side(one, common, bradleyTerry);
    Side second = new Side(other, common, bradleyTerry);
    double[] values = statistics(first.all(), second.all());
    boolean together = one.prompts().equals(other.prompts());
    Bootstrap resampling =
        together
            ? bootstrap
            : new Bootstrap(
                bootstrap.resamples(), bootstrap.level(), bootstrap.random().child("reference"));
    double[][] resampled = new double[values.length][bootstrap.resamples()];
    for (int b = 0; b < bootstrap.resamples(); b++) {
      double[] s =
          statistics(
              first.numbers(bootstrap.resample(one.prompts().size(), b)),
              second.numbers(resampling.resample(other.prompts().size(), b)));
      for (int k = 0; k < s.length; k++) {
        resampled[k][b] = s[k];
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < values.length; k++) {
      rows.add(
          new Row(
              STATISTICS.get(k % STATISTICS.size()),
              NUMBERS.get(k / STATISTICS.size()),
              values[k],
              Replicates.of(resampled[k])));
    }
    return new JudgeCorrelation(common, rows);
  }

  /** One judge's numbers of the common players: strengths, and shares. */
  private static final class Side {
    private final Games games;
    private final List<List<Games.Game>> byPrompt;
    private final int[] places;
    private final BradleyTerry bradleyTerry;

    Side(Games games, List<String> common, BradleyTerry bradleyTerry) {
      this.games = games;
      this.byPrompt = games.byPrompt();
      this.places = common.stream().mapToInt(games.players()::indexOf).toArray();
      this.bradleyTerry = bradleyTerry;
    }

    double[][] all() {
      return numbers(games.games());
    }

    double[][] numbers(int[] prompts) {
      return numbers(Standings.drawn(byPrompt, prompts));
    }

    private double[][] numbers(List<Games.Game> drawn) {
      double[][] scores = Games.scores(games.players().size(), drawn);
      return new double[][] {pick(bradleyTerry.fit(scores)), pick(Games.shares(scores))};
    }

    private double[] pick(double[] all) {
      double[] picked = new double[places.length];
      for (int k = 0; k < places.length; k++) {
        picked[k] = all[places[k]];
      }
      return picked;
    }
  }

  private static double[] statistics(double[][] one, double[][] other) {
    double[] all = new double[NUMBERS.size() * STATISTICS.size()];
    for (int k = 0; k < NUMBERS.size(); k++) {
      double[] three = statistics(one[k], other[k]);
      System.arraycopy(three, 0, all, k * STATISTICS.size(), three.length);
    }
    return all;
  }

  /** Spearman's, Kendall's and Pearson's; NaN where a number is missing or all are the same. */
  static double[] statistics(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i] + y[i])) {
        return new double[] {Double.NaN, Double.NaN, Double.NaN};
      }
    }
    return new double[] {
      new SpearmansCorrelation().correlation(x, y),
      new KendallsCorrelation().correlation(x, y),
      new PearsonsCorrelation().correlation(x, y)
    };
  }

  /** What of a judge's labels does not count, in sentences. */
  private static String leftOut(Games games) {
    List<String> words = new ArrayList<>(games.remarks());
    if (games.missing() > 0) {
      words.add(0, games.missing() + " comparisons without a verdict");
    }
    return words.isEmpty() ? "" : " " + games.judge() + ": " + String.join("; ", words) + ".";
  }

  /** For the report. */
  DataTable table(Games judge, Games reference, double level) {
    return new DataTable(
        "judge-correlation",
        "Agreement of two judges' leaderboards",
        "Between "
            + judge.judge()
            + " and "
            + reference.judge()
            + " over "
            + players.size()
            + " players ("
            + String.join(", ", players)
            + "), with 95 % bootstrap intervals over prompts"
            + (rows.isEmpty() ? "; at least " + FEWEST_PLAYERS + " are needed." : ".")
            + leftOut(judge)
            + leftOut(reference),
        List.of("statistic", "of", "value", "low", "high", "undefined resamples"),
        rows.stream()
            .map(
                row -> {
                  Interval interval = row.replicates.interval(level);
                  return List.of(
                      Cell.of(row.statistic),
                      Cell.of(row.of),
                      Cell.of(row.value, row.replicates.standardError()),
                      Cell.of(interval.low()),
                      Cell.of(interval.high()),
                      Cell.of(row.replicates.undefined()));
                })
            .toList());
  }
}
