package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.rlhf4j.api.statistics.BoundedMean;

/**
 * What was seen on some pairs, and on which items.
 *
 * @param x in [0, 1], one for each pair that has one
 * @param item the number of each one's item
 */
record Observed(double[] x, int[] item) {

  private static final double LEVEL = 0.95;

  static Observed of(List<AuditPair> pairs, Function<AuditPair, OptionalDouble> of) {
    List<Double> seen = new ArrayList<>();
    List<Integer> items = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (AuditPair pair : pairs) {
      OptionalDouble value = of.apply(pair);
      if (value.isPresent()) {
        seen.add(value.getAsDouble());
        items.add(numbers.computeIfAbsent(pair.item(), i -> numbers.size()));
      }
    }
    return new Observed(
        seen.stream().mapToDouble(v -> v).toArray(), items.stream().mapToInt(i -> i).toArray());
  }

  int n() {
    return x.length;
  }

  /** Their mean in percent, items being clusters. */
  BoundedMean percent() {
    return BoundedMean.of(x, item, LEVEL).times(100);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Observed that
        && Arrays.equals(x, that.x)
        && Arrays.equals(item, that.item);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(x);
  }
}
