package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Prompt;

/**
 * Comparisons between players, by one judge.
 *
 * @param judge who said so
 * @param players their names
 * @param prompts what was asked; resampled as a whole, with all games on it
 * @param games one for each comparison that has a verdict
 * @param missing how many comparisons have none
 * @param remarks what a reader must know about how they came about
 * @param judged how many comparisons were put to a judge for it
 * @param cost what those took
 */
record Games(
    String judge,
    List<String> players,
    List<Prompt> prompts,
    List<Game> games,
    int missing,
    List<String> remarks,
    int judged,
    Cost cost) {

  Games {
    players = List.copyOf(players);
    prompts = List.copyOf(prompts);
    games = List.copyOf(games);
    remarks = List.copyOf(remarks);
  }

  /**
   * A comparison.
   *
   * @param first number of a player
   * @param second number of another one
   * @param score of the first: 1 for a win, one half for a tie, or in between
   * @param prompt number of the prompt
   */
  record Game(int first, int second, double score, int prompt) {}

  /** Games by the number of their prompt. */
  List<List<Game>> byPrompt() {
    List<List<Game>> byPrompt = new ArrayList<>();
    prompts.forEach(p -> byPrompt.add(new ArrayList<>()));
    games.forEach(game -> byPrompt.get(game.prompt).add(game));
    return byPrompt;
  }

  /** Entry (i, j) is what player i scored against player j: wins, and half of the ties. */
  static double[][] scores(int players, List<Game> games) {
    double[][] scores = new double[players][players];
    for (Game game : games) {
      scores[game.first][game.second] += game.score;
      scores[game.second][game.first] += 1 - game.score;
    }
    return scores;
  }

  /** How many games each player has. */
  int[] counts() {
    int[] counts = new int[players.size()];
    for (Game game : games) {
      counts[game.first]++;
      counts[game.second]++;
    }
    return counts;
  }

  /** Share of the points that each player won, in percent; NaN for one without games. */
  static double[] shares(double[][] scores) {
    double[] shares = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      double won = 0;
      double all = 0;
      for (int j = 0; j < scores.length; j++) {
        won += scores[i][j];
        all += scores[i][j] + scores[j][i];
      }
      shares[i] = all > 0 ? 100 * won / all : Double.NaN;
    }
    return shares;
  }

  /** Collects games of players and prompts known by name. */
  static final class Collector {

    private final Map<String, Integer> players = new LinkedHashMap<>();
    private final Map<String, Prompt> prompts = new LinkedHashMap<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Game> games = new ArrayList<>();
    private int missing;

    /** A player, whether it has games or not. */
    int player(String name) {
      return players.computeIfAbsent(name, n -> players.size());
    }

    /** A game, or a missing one where the score is NaN. */
    void add(String first, String second, Prompt prompt, double score) {
      int a = player(first);
      int b = player(second);
      prompts.putIfAbsent(prompt.id(), prompt);
      int place = places.computeIfAbsent(prompt.id(), id -> places.size());
      if (Double.isNaN(score)) {
        missing++;
      } else {
        games.add(new Game(a, b, score, place));
      }
    }

    Games games(String judge, List<String> remarks, int judged, Cost cost) {
      return new Games(
          judge,
          List.copyOf(players.keySet()),
          List.copyOf(prompts.values()),
          Collections.unmodifiableList(games),
          missing,
          remarks,
          judged,
          cost);
    }
  }
}
