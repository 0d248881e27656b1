package org.rlhf4j.policies;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.TokenRow;

/** Splits rows into batches that fit into memory. */
final class MicroBatches {

  private MicroBatches() {}

  /**
   * Batches of at most {@code budget} tokens, padding counted (a single larger group stands alone).
   * Groups stay whole; the longest come first and neighbours have similar lengths, so that little
   * is padding.
   *
   * @return for each batch the indices of its rows
   */
  static List<int[]> split(List<TokenRow> rows, int groupSize, int budget) {
    List<int[]> batches = new ArrayList<>();
    List<Integer> current = new ArrayList<>();
    int width = 0;
    for (int group : byLength(rows, groupSize)) {
      if (current.isEmpty()) {
        width = longest(rows, group, groupSize);
      } else if ((current.size() + groupSize) * (long) width > budget) {
        batches.add(current.stream().mapToInt(Integer::intValue).toArray());
        current.clear();
        width = longest(rows, group, groupSize);
      }
      IntStream.range(group * groupSize, (group + 1) * groupSize).forEach(current::add);
    }
    batches.add(current.stream().mapToInt(Integer::intValue).toArray());
    return batches;
  }

  private static int[] byLength(List<TokenRow> rows, int groupSize) {
    return IntStream.range(0, rows.size() / groupSize)
        .boxed()
        .sorted(Comparator.comparingInt((Integer g) -> longest(rows, g, groupSize)).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int longest(List<TokenRow> rows, int group, int groupSize) {
    return rows.subList(group * groupSize, (group + 1) * groupSize).stream()
        .mapToInt(TokenRow::length)
        .max()
        .orElse(1);
  }
}
