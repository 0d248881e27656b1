package org.rlhf4j.judges.wrapped;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.forwarding.ForwardingJudge;
import org.rlhf4j.api.run.RunLog;

/** Implements {@link BothOrdersPlugin}. */
final class BothOrdersJudge implements ForwardingJudge {

  private final Judge judge;
  private final BothOrdersOptions.Half half;
  private final RunLog log;
  private int batches;
  private final OrderCounts all = new OrderCounts();

  BothOrdersJudge(Judge judge, BothOrdersOptions.Half half, RunLog log) {
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
    OrderCounts counts = new OrderCounts();
    List<Verdict> means = new ArrayList<>();
    for (org.rlhf4j.api.BothOrders pair : org.rlhf4j.api.BothOrders.ask(judge, comparisons)) {
      if (pair.asked()) {
        counts.add(pair.presented(), pair.swapped());
      }
      means.add(pair.asked() ? mean(pair) : pair.presented());
    }
    if (!comparisons.isEmpty()) {
      log.step(++batches, counts.step());
      all.add(counts);
    }
    return List.copyOf(means);
  }

  private Verdict mean(org.rlhf4j.api.BothOrders pair) {
    Verdict one = pair.presented();
    Verdict other = pair.swapped().swapped();
    boolean whole = one.label() != Label.UNPARSED && other.label() != Label.UNPARSED;
    OptionalDouble preference =
        whole || half == BothOrdersOptions.Half.COUNTS_ALONE
            ? pair.preference()
            : OptionalDouble.empty();
    Verdict mean =
        preference.isEmpty()
            ? new Verdict(0.5, Label.UNPARSED, "")
            : Verdict.of(preference.getAsDouble());
    return new Verdict(
        mean.preferFirst(),
        mean.label(),
        reason(one, other),
        joined(one.raw(), other.raw()),
        pair.cost());
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
