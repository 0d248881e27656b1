package org.rlhf4j.evaluators.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rlhf4j.api.plugin.DataRow;

/**
 * A pair, and what else its row says.
 *
 * @param once what no second row may say too. A judge is asked a pair once; what is recorded may be
 *     one of several verdicts on a pair, but no copy of a row
 * @param about what the row is about: its item, or without items all that it says but for labels,
 *     verdicts and the subset
 */
record PairRow(AuditPair pair, List<String> once, List<String> about) {

  static PairRow of(AuditPair pair, DataRow row, PairsOptions options) {
    List<String> said =
        Stream.of(
                options.labels(),
                options.subset(),
                List.of(options.verdict(), options.swapped(), options.preference()))
            .flatMap(List::stream)
            .toList();
    return new PairRow(
        pair,
        options.isRecorded() ? fields(row, c -> true) : List.of(pair.subset(), pair.item()),
        options.knowsItems() ? List.of(pair.item()) : fields(row, c -> !said.contains(c)));
  }

  private static List<String> fields(DataRow row, Predicate<String> wanted) {
    return row.columns().stream()
        .filter(wanted)
        .map(column -> row.has(column) ? row.json(column) : "")
        .toList();
  }

  /**
   * Whether subsets are no parts of the data: most of what one is about, another is about too. They
   * then tell who judged, or how.
   *
   * @param itemsKnown whether rows of one subset may be about the same; where it is only guessed
   *     what they are about, the guess must tell them apart
   */
  static boolean subsetsShareItems(List<PairRow> rows, boolean itemsKnown) {
    Map<List<String>, Set<String>> subsets = new HashMap<>();
    int different = 0;
    for (PairRow row : rows) {
      Set<String> of = subsets.computeIfAbsent(row.about, a -> new HashSet<>());
      different += of.add(row.pair.subset()) ? 1 : 0;
    }
    long shared = subsets.values().stream().filter(of -> of.size() > 1).count();
    return 2 * shared > subsets.size() && (itemsKnown || different == rows.size());
  }
}
