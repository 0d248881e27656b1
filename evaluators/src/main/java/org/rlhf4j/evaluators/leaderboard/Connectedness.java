package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which players are reached from which along won games. Players that reach each other form a group;
 * strengths exist only if there is a single group.
 *
 * @param groups numbers of the players of each
 * @param beats entry (a, b): whether someone of group a scored against someone of group b
 */
record Connectedness(List<List<Integer>> groups, List<List<Boolean>> beats) {

  /** The groups of these scores. */
  static Connectedness of(double[][] scores) {
    int n = scores.length;
    boolean[][] reaches = new boolean[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        reaches[i][j] = i == j || scores[i][j] > 0;
      }
    }
    // Warshall's closure
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        if (reaches[i][k]) {
          for (int j = 0; j < n; j++) {
            reaches[i][j] |= reaches[k][j];
          }
        }
      }
    }
    List<List<Integer>> groups = new ArrayList<>();
    boolean[] placed = new boolean[n];
    for (int i = 0; i < n; i++) {
      if (!placed[i]) {
        int first = i;
        List<Integer> group =
            IntStream.range(i, n)
                .filter(j -> reaches[first][j] && reaches[j][first])
                .boxed()
                .toList();
        group.forEach(j -> placed[j] = true);
        groups.add(group);
      }
    }
    List<List<Boolean>> beats = new ArrayList<>();
    for (int a = 0; a < groups.size(); a++) {
      List<Boolean> row = new ArrayList<>();
      for (int b = 0; b < groups.size(); b++) {
        row.add(a != b && reaches[groups.get(a).get(0)][groups.get(b).get(0)]);
      }
      beats.add(row);
    }
    return new Connectedness(groups, beats);
  }

  /** Whether all players are in one group. */
  boolean strong() {
    return groups.size() <= 1;
  }

  /** Each group in words: its players, and how it stands to the others. */
  List<String> inWords(List<String> players) {
    List<String> lines = new ArrayList<>();
    for (int a = 0; a < groups.size(); a++) {
      List<String> below = new ArrayList<>();
      List<String> apart = new ArrayList<>();
      for (int b = 0; b < groups.size(); b++) {
        if (beats.get(a).get(b)) {
          below.add(names(players, b));
        } else if (a != b && !beats.get(b).get(a)) {
          apart.add(names(players, b));
        }
      }
      lines.add(
          names(players, a)
              + (below.isEmpty() ? "" : ": always above " + String.join(" and ", below))
              + (apart.isEmpty() ? "" : ": not linked with " + String.join(" and ", apart)));
    }
    return lines;
  }

  private String names(List<String> players, int group) {
    return groups.get(group).stream().map(players::get).collect(Collectors.joining(", ", "{", "}"));
  }
}
