package org.rlhf4j.evaluators.leaderboard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;

/**
 * How often intervals of strengths cover. {@code docs/evidence.md} has the table that {@code
 * -Devidence.trials=2000} prints, with the percentile interval that stood here before beside it.
 */
final class StrengthCoverageTest {

  private static final boolean LONG = Integer.getInteger("evidence.trials") != null;
  private static final int TRIALS = Integer.getInteger("evidence.trials", 200);

  /** Each trial has five strengths, which hang together. */
  private static final double NOISE = 3 * Math.sqrt(0.95 * 0.05 / (2.0 * TRIALS));

  /** Natural log-odds with mean 0. */
  private static final double[] TRUTH = {1.5, 0.5, 0, -0.5, -1.5};

  private static final BradleyTerry ML = new BradleyTerry(0);

  /** All against all on each prompt, in two orders that mostly say the same. */
  private static List<List<Games.Game>> games(int prompts, RandomGenerator random) {
    List<List<Games.Game>> all = new ArrayList<>();
    for (int prompt = 0; prompt < prompts; prompt++) {
      List<Games.Game> games = new ArrayList<>();
      for (int i = 0; i < TRUTH.length; i++) {
        for (int j = 0; j < i; j++) {
          double p = 1 / (1 + Math.exp(TRUTH[j] - TRUTH[i]));
          int one = random.nextDouble() < p ? 1 : 0;
          int other = random.nextDouble() < 0.6 ? one : random.nextDouble() < p ? 1 : 0;
          games.add(new Games.Game(i, j, (one + other) / 2.0, prompt));
        }
      }
      all.add(games);
    }
    return all;
  }

  private static double[] fit(List<List<Games.Game>> games) {
    return ML.fit(Games.scores(TRUTH.length, games.stream().flatMap(List::stream).toList()));
  }

  private static List<Replicates> resampled(List<List<Games.Game>> games, int trial) {
    return new Bootstrap(200, 0.95, RandomStream.ofSeed(trial))
        .replicates(
            games.size(),
            TRUTH.length,
            drawn -> ML.fit(Games.scores(TRUTH.length, Standings.drawn(games, drawn))));
  }

  @Test
  void strengthsAreCovered() {
    for (int n : new int[] {10, 25, 50, 100}) {
      RandomGenerator random = RandomStream.ofSeed(21).child(n).generator();
      double covered = 0;
      double percentiles = 0;
      int defined = 0;
      for (int trial = 0; trial < TRIALS; trial++) {
        List<List<Games.Game>> games = games(n, random);
        double[] theta = fit(games);
        if (Double.isNaN(theta[0])) {
          continue;
        }
        defined++;
        double[] errors = ML.standardErrors(games, theta);
        List<Replicates> replicates = LONG ? resampled(games, trial) : List.of();
        for (int i = 0; i < TRUTH.length; i++) {
          Interval interval = Interval.student(theta[i], errors[i], n - 1, 0.95);
          covered += interval.contains(TRUTH[i]) ? 1.0 / TRUTH.length : 0;
          if (LONG) {
            percentiles +=
                replicates.get(i).interval(0.95).contains(TRUTH[i]) ? 1.0 / TRUTH.length : 0;
          }
        }
      }
      if (LONG) {
        System.out.printf(
            Locale.ROOT,
            "| %d | %.3f (%.3f) | %d of %d |%n",
            n,
            covered / defined,
            percentiles / defined,
            TRIALS - defined,
            TRIALS);
      }
      assertTrue(covered / defined > 0.935 - NOISE, n + ": " + covered / defined);
      assertTrue(covered / defined < 0.985, n + ": " + covered / defined);
    }
  }
}
