package org.rlhf4j.evaluators.leaderboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;

final class BradleyTerryTest {

  private static final BradleyTerry ML = new BradleyTerry(0);

  @Test
  void twoPlayersAreTheirLogOdds() {
    double[] theta = ML.fit(new double[][] {{0, 7}, {2, 0}});
    assertEquals(Math.log(7 / 2.0), theta[0] - theta[1], 1e-10);
    assertEquals(0, theta[0] + theta[1], 1e-12);
    // 10 to 1 are 400 points
    double[] ten = ML.fit(new double[][] {{0, 10}, {1, 0}});
    assertEquals(400, BradleyTerry.ELO_POINTS * (ten[0] - ten[1]), 1e-8);
  }

  @Test
  void threePlayersInARingOfTheSameOddsAreEqual() {
    double[] theta = ML.fit(new double[][] {{0, 3, 1}, {1, 0, 3}, {3, 1, 0}});
    assertArrayEquals(new double[3], theta, 1e-10);
  }

  @Test
  void probabilitiesOfTheTruthGiveTheTruth() {
    double[] truth = {1.2, 0.1, -0.4, -0.9};
    double[][] scores = new double[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        scores[i][j] = i == j ? 0 : 20 / (1 + Math.exp(truth[j] - truth[i]));
      }
    }
    assertArrayEquals(truth, ML.fit(scores), 1e-9);
  }

  /** On a grid that closes in on the largest likelihood. */
  private static double[] brute(BradleyTerry model, double[][] scores) {
    double[] best = new double[3];
    for (double step = 1; step > 1e-7; step /= 2) {
      boolean moved = true;
      while (moved) {
        moved = false;
        for (int a = -1; a <= 1; a++) {
          for (int b = -1; b <= 1; b++) {
            for (int c = -1; c <= 1; c++) {
              double[] near = {best[0] + a * step, best[1] + b * step, best[2] + c * step};
              if (model.loss(scores, near) < model.loss(scores, best) - 1e-15) {
                best = near;
                moved = true;
              }
            }
          }
        }
      }
    }
    return best;
  }

  @Test
  void bruteForceFindsTheSame() {
    double[][] scores = {{0, 4.5, 8}, {1.5, 0, 3}, {1, 4, 0}};
    double[] ours = ML.fit(scores);
    double[] brute = brute(ML, scores);
    assertEquals(brute[0] - brute[1], ours[0] - ours[1], 1e-4);
    assertEquals(brute[0] - brute[2], ours[0] - ours[2], 1e-4);
    BradleyTerry prior = new BradleyTerry(2);
    double[] drawn = prior.fit(new double[][] {{0, 5, 3}, {0, 0, 2}, {0, 0, 0}});
    double[] slow = brute(prior, new double[][] {{0, 5, 3}, {0, 0, 2}, {0, 0, 0}});
    assertEquals(slow[0] - slow[2], drawn[0] - drawn[2], 1e-4);
    assertEquals(slow[0] - slow[1], drawn[0] - drawn[1], 1e-4);
  }

  @Test
  void whoNeverLosesHasNoStrength() {
    double[][] scores = {{0, 5, 1}, {0, 0, 2}, {0, 3, 0}};
    assertTrue(Arrays.stream(ML.fit(scores)).allMatch(Double::isNaN));
    Connectedness connectedness = Connectedness.of(scores);
    assertFalse(connectedness.strong());
    assertEquals(
        List.of("{a}: always above {b, c}", "{b, c}"),
        connectedness.inWords(List.of("a", "b", "c")));
  }

  @Test
  void islandsAreSaid() {
    double[][] scores = new double[4][4];
    scores[0][1] = 1;
    scores[1][0] = 1;
    scores[2][3] = 1;
    scores[3][2] = 1;
    assertEquals(
        List.of("{a, b}: not linked with {c, d}", "{c, d}: not linked with {a, b}"),
        Connectedness.of(scores).inWords(List.of("a", "b", "c", "d")));
    assertArrayEquals(new double[4], new BradleyTerry(1).fit(scores), 1e-10);
  }

  /** Of two players: the delta method on the log-odds, of which each strength is one half. */
  @Test
  void theSandwichOfTwoPlayersIsTheDeltaMethods() {
    int n = 20;
    List<List<Games.Game>> once = new ArrayList<>();
    List<List<Games.Game>> twice = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Games.Game game = new Games.Game(0, 1, i < 14 ? 1 : 0, i);
      once.add(List.of(game));
      twice.add(List.of(game, game));
    }
    once.add(List.of()); // a prompt without a game tells nothing
    double[] theta = ML.fit(new double[][] {{0, 14}, {6, 0}});
    double p = 0.7;
    double logOdds = Math.sqrt(p * (1 - p) / (n - 1)) / (p * (1 - p));
    assertEquals(logOdds / 2, ML.standardErrors(once, theta)[0], 1e-9);
    assertEquals(logOdds / 2, ML.standardErrors(once, theta)[1], 1e-9);
    // asked twice is not twice as much
    double[] same = ML.fit(new double[][] {{0, 28}, {12, 0}});
    assertEquals(logOdds / 2, ML.standardErrors(twice, same)[0], 1e-9);
  }

  /** The jackknife over prompts is an estimate of the same, by nothing but fits. */
  @Test
  void theSandwichAgreesWithTheJackknife() {
    for (BradleyTerry model : List.of(ML, new BradleyTerry(2))) {
      RandomGenerator random = RandomStream.ofSeed(3).generator();
      double[] truth = {0.8, 0.2, -1};
      List<List<Games.Game>> prompts = new ArrayList<>();
      for (int prompt = 0; prompt < 200; prompt++) {
        List<Games.Game> games = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < i; j++) {
            double p = 1 / (1 + Math.exp(truth[j] - truth[i]));
            games.add(new Games.Game(i, j, random.nextDouble() < p ? 1 : 0, prompt));
          }
        }
        prompts.add(games);
      }
      double[] theta = model.fit(Games.scores(3, all(prompts)));
      double[] squares = new double[3];
      for (int left = 0; left < prompts.size(); left++) {
        List<List<Games.Game>> others = new ArrayList<>(prompts);
        others.remove(left);
        double[] without = model.fit(Games.scores(3, all(others)));
        for (int i = 0; i < 3; i++) {
          squares[i] += (without[i] - theta[i]) * (without[i] - theta[i]);
        }
      }
      double[] errors = model.standardErrors(prompts, theta);
      for (int i = 0; i < 3; i++) {
        double jackknife = Math.sqrt(squares[i] * 199 / 200);
        assertEquals(jackknife, errors[i], 0.02 * jackknife);
      }
    }
  }

  private static List<Games.Game> all(List<List<Games.Game>> prompts) {
    return prompts.stream().flatMap(List::stream).toList();
  }

  @Test
  void eloByHand() {
    List<Games.Game> games = List.of(new Games.Game(0, 1, 1, 0), new Games.Game(1, 0, 0.5, 1));
    Elo elo = new Elo(32, 1);
    double[] first = elo.once(2, games.subList(0, 1), new int[] {0});
    assertArrayEquals(new double[] {1016, 984}, first, 1e-9);
    // then a tie of the one that is 32 points behind
    double expected = 1 / (1 + Math.pow(10, 32 / 400.0));
    double points = 32 * (0.5 - expected);
    assertArrayEquals(
        new double[] {1016 - points, 984 + points}, elo.once(2, games, new int[] {0, 1}), 1e-9);
  }

  @Test
  void eloIsTheMeanOverOrders() {
    List<Games.Game> games =
        List.of(new Games.Game(0, 1, 1, 0), new Games.Game(1, 2, 1, 1), new Games.Game(2, 0, 1, 2));
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    Elo elo = new Elo(32, 20_000);
    double[] mean = new double[3];
    for (int[] order : orders) {
      for (int i = 0; i < 3; i++) {
        mean[i] += elo.once(3, games, order)[i] / 6;
      }
    }
    assertArrayEquals(mean, elo.rate(3, games, RandomStream.ofSeed(4)), 0.05);
    // no order gives this: the ring has no best player
    assertArrayEquals(new double[] {1000, 1000, 1000}, mean, 1e-9);
  }
}
