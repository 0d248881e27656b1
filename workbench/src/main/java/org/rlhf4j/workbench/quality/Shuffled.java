package org.rlhf4j.workbench.quality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.math.RandomStream;

/**
 * Whether somebody's labels would agree with the majority as well if they stood at other items, for
 * questions whose answers are not all alike: levels, and errors that are rare. A permutation test
 * within each kind of question. Who always says the same learns nothing from an item, and is found
 * so, however often the majority says that too; questions on which the majority is always of one
 * mind tell nothing about anybody, and do not count.
 */
final class Shuffled {
  private static final int PERMUTATIONS = 200;

  /** Fewer items say little, however many questions each of them has. */
  private static final int ENOUGH = 10;

  private record Said(long item, int own, int majority) {}

  private final Map<String, List<Said>> kinds = new LinkedHashMap<>();

  void add(long item, LabelCategory own, int majority) {
    kinds
        .computeIfAbsent(own.kind(), k -> new ArrayList<>())
        .add(new Said(item, own.value(), majority));
  }

  /**
   * What is suspicious.
   *
   * @param chance probability above which chance does as well
   */
  Optional<String> suspicion(double chance, RandomStream random) {
    List<List<Said>> telling =
        kinds.values().stream()
            .filter(said -> said.stream().mapToInt(Said::majority).distinct().count() > 1)
            .toList();
    int n = telling.stream().mapToInt(List::size).sum();
    if (telling.stream().flatMap(List::stream).map(Said::item).distinct().count() < ENOUGH) {
      return Optional.empty();
    }
    int observed = 0;
    for (List<Said> said : telling) {
      observed += (int) said.stream().filter(s -> s.own == s.majority).count();
    }
    int asWell = 0;
    double sum = 0;
    for (int p = 0; p < PERMUTATIONS; p++) {
      int same = 0;
      for (int k = 0; k < telling.size(); k++) {
        List<Said> said = telling.get(k);
        int[] order = random.child(p).child(k).permutation(said.size());
        for (int i = 0; i < order.length; i++) {
          same += said.get(i).majority == said.get(order[i]).own ? 1 : 0;
        }
      }
      sum += same;
      asWell += same >= observed ? 1 : 0;
    }
    double probability = (asWell + 1.0) / (PERMUTATIONS + 1);
    return probability > chance
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "agrees with others in %d of %d; the same labels at other items would in %.0f",
                observed,
                n,
                sum / PERMUTATIONS))
        : Optional.empty();
  }
}
