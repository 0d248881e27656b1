package org.rlhf4j.evaluators.judging;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.BothOrders;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.statistics.DetectableDifference;

/** Has answers compared, each pair in both orders of presentation, as {@link BothOrders} does. */
public final class Judging {

  /** No preferences in percent spread more: half of them 0, half of them 100. */
  private static final double WIDEST_SPREAD = 50;

  private final Judge judge;

  /**
   * Asks this one.
   *
   * @param judge not owned
   */
  public Judging(Judge judge) {
    this.judge = judge;
  }

  /**
   * What a judge said of two lists of answers.
   *
   * @param preferences for the first list's answers, in [0, 1]; NaN where no verdict was usable
   * @param judged how many comparisons it took; answers of the same text took none
   * @param cost of the verdicts
   */
  public record Judged(double[] preferences, int judged, Cost cost) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Judged that
          && Arrays.equals(preferences, that.preferences)
          && judged == that.judged
          && cost.equals(that.cost);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(preferences);
    }
  }

  /**
   * Says what is about to be spent, and what may be learnt from it.
   *
   * @param pairs how many pairs of lists are judged
   * @param prompts how many answers each list has
   */
  public static void announce(RunLog log, int pairs, int prompts) {
    if (prompts == 0) {
      return;
    }
    log.note(
        String.format(
            Locale.ROOT,
            "%d comparisons to judge (%d x %d prompts x 2 orders). %s",
            count(pairs, prompts),
            pairs,
            prompts,
            String.join(" ", outlook("a win rate", prompts))));
  }

  /**
   * Comparisons that a judge is asked for pairs of lists of answers, in both orders, if no two
   * answers are the same.
   */
  public static long count(long pairs, int prompts) {
    return 2 * pairs * prompts;
  }

  /**
   * What may be learnt from that many prompts, whatever the answers are.
   *
   * @param rate what is measured, such as {@code a win rate}, in percent
   */
  public static List<String> outlook(String rate, int prompts) {
    if (prompts == 0) {
      return List.of();
    }
    double alone = DetectableDifference.USUAL.of(WIDEST_SPREAD, prompts);
    double between = DetectableDifference.USUAL.of(Math.sqrt(2) * WIDEST_SPREAD, prompts);
    return List.of(
        String.format(
            Locale.ROOT,
            "With %d prompts %s is told from 50 %% in 4 of 5 cases if it is %.1f points away, and"
                + " two of them from each other if they are %.1f apart (5 %% level, widest"
                + " spread).",
            prompts,
            rate,
            alone,
            between));
  }

  /**
   * Compares answers to the same prompts.
   *
   * @param name begins the comparisons' ids, so that each pair of lists has its own
   */
  public Judged compare(
      String name, List<Prompt> prompts, List<Answer> answers, List<Answer> opponents) {
    List<Comparison> comparisons =
        IntStream.range(0, prompts.size())
            .mapToObj(
                i ->
                    new Comparison(
                        name + "/" + prompts.get(i).id(),
                        prompts.get(i),
                        answers.get(i),
                        opponents.get(i)))
            .toList();
    List<BothOrders> judged = BothOrders.ask(judge, comparisons);
    return new Judged(
        judged.stream().mapToDouble(j -> j.preference().orElse(Double.NaN)).toArray(),
        2 * (int) judged.stream().filter(BothOrders::asked).count(),
        judged.stream().map(BothOrders::cost).reduce(Cost.NONE, Cost::plus));
  }
}
