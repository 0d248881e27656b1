package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers n-grams: two n-grams have one number if, and only if, they are the same. */
final class NGrams {

  /** For each n from 2: the number of an (n-1)-gram and of the unit behind it, to a number. */
  private final List<Map<Long, Integer>> numbers = new ArrayList<>();

  /** The numbers of all n-grams of these units, in order; none for shorter texts. */
  int[] of(int[] units, int n) {
    int[] shorter = units;
    for (int m = 2; m <= n; m++) {
      if (numbers.size() < m - 1) {
        numbers.add(new HashMap<>());
      }
      Map<Long, Integer> known = numbers.get(m - 2);
      int[] longer = new int[Math.max(0, units.length - m + 1)];
      for (int i = 0; i < longer.length; i++) {
        long key = ((long) shorter[i] << 32) | (units[i + m - 1] & 0xffffffffL);
        longer[i] = known.computeIfAbsent(key, k -> known.size());
      }
      shorter = longer;
    }
    return shorter;
  }

  /** How often each n-gram stands in these units. */
  Map<Integer, Integer> counts(int[] units, int n) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int gram : of(units, n)) {
      counts.merge(gram, 1, Integer::sum);
    }
    return counts;
  }
}
