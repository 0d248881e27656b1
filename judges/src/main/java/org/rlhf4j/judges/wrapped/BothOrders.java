package org.rlhf4j.judges.wrapped;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.forwarding.ForwardingJudge;
import org.rlhf4j.api.plugin.RunLog;

/** Implements {@link BothOrdersPlugin}. */
final class BothOrders implements ForwardingJudge {

  private final Judge judge;
  private final BothOrdersOptions.Half half;
  private final RunLog log;
  private int batches;
  private final OrderCounts all = new OrderCounts();

  BothOrders(Judge judge, BothOrdersOptions.Half half, RunLog log) {
    this.judge = judge;
    this.half = half;
    this.log = log;
  }

  @Override
  public Judge wrapped() {
    return judge;
  }

  /** None: a verdict is the mean of two, which different ones of a panel may have said. */
  @Override
  public Map<String, Judge> panel() {
    return Map.of();
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    int n = comparisons.size();
    List<Comparison> both =
        Stream.concat(comparisons.stream(), comparisons.stream().map(Comparison::swapped)).toList();
    List<Verdict> verdicts = judge.judge(both); // one batch, so that they are asked side by side
    OrderCounts counts = new OrderCounts();
    List<Verdict> means =
        IntStream.range(0, n)
            .mapToObj(
                i -> {
                  counts.add(verdicts.get(i), verdicts.get(n + i));
                  return mean(verdicts.get(i), verdicts.get(n + i).swapped());
                })
            .toList();
    if (n > 0) {
      log.step(++batches, counts.step());
      all.add(counts);
    }
    return means;
  }

  /** Of two verdicts that name the answers alike. */
  private Verdict mean(Verdict one, Verdict other) {
    List<Verdict> usable = Stream.of(one, other).filter(v -> v.label() != Label.UNPARSED).toList();
    boolean counts = usable.size() == 2 || half == BothOrdersOptions.Half.COUNTS_ALONE;
    Verdict mean =
        usable.isEmpty() || !counts
            ? new Verdict(0.5, Label.UNPARSED, "")
            : Verdict.of(usable.stream().mapToDouble(Verdict::preferFirst).average().orElseThrow());
    return new Verdict(
        mean.preferFirst(),
        mean.label(),
        reason(one, other),
        joined(one.raw(), other.raw()),
        one.cost().plus(other.cost()));
  }

  private static String reason(Verdict one, Verdict other) {
    List<String> words = new ArrayList<>();
    if ((one.label() == Label.UNPARSED) != (other.label() == Label.UNPARSED)) {
      words.add(
          (one.label() == Label.UNPARSED ? "as presented" : "swapped") + ": no usable verdict");
    } else if (opposite(one.label(), other.label())) {
      words.add("the verdict changes with the order of presentation");
    }
    String reasons = joined(one.reason(), other.reason());
    if (!reasons.isEmpty()) {
      words.add(reasons);
    }
    return String.join("\n\n", words);
  }

  private static String joined(String one, String other) {
    return one.isEmpty() && other.isEmpty() ? "" : "as presented: " + one + "\n\nswapped: " + other;
  }

  static boolean opposite(Label one, Label other) {
    return (one == Label.FIRST && other == Label.SECOND)
        || (one == Label.SECOND && other == Label.FIRST);
  }

  @Override
  public void close() {
    if (batches > 0) {
      BothOrdersStep step = all.step();
      log.note(
          String.format(
              Locale.ROOT,
              "%d pairs in both orders: %d flips (%.1f%% of those decided twice), the answer"
                  + " presented first preferred %.1f%% of the time, %d pairs with half a verdict,"
                  + " %d without",
              step.comparisons(),
              step.flips(),
              100 * step.flipRate(),
              100 * step.firstRate(),
              step.halves(),
              step.unparsed()));
    }
    judge.close();
  }
}
