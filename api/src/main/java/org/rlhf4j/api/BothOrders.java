package org.rlhf4j.api;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a judge says of two answers in both orders of presentation, so that a bias for a position
 * cancels (Zheng et al. 2023, arXiv:2306.05685, section 3.4).
 *
 * <p>Nobody is asked about two answers of the same text: that is a tie. Whatever the judge's bias
 * or noise, its two preferences have the mean 1/2 there by symmetry, so asking would add its noise
 * and its price, and nothing else. AlpacaEval's annotators leave such pairs out likewise.
 *
 * @param presented the verdict on the pair as it was given
 * @param swapped the verdict on the pair the other way round, whose first answer is the second here
 * @param asked whether the judge was asked
 */
public record BothOrders(Verdict presented, Verdict swapped, boolean asked) {

  private static final BothOrders SAME = tie();

  private static BothOrders tie() {
    Verdict tie = new Verdict(0.5, Verdict.Label.TIE, "the answers are the same; nobody was asked");
    return new BothOrders(tie, tie, false);
  }

  /**
   * Asks a judge, about all pairs in both orders at once.
   *
   * @return one for each comparison, in order
   */
  public static List<BothOrders> ask(Judge judge, List<Comparison> comparisons) {
    List<Comparison> different = comparisons.stream().filter(c -> !isSame(c)).toList();
    int n = different.size();
    List<Verdict> verdicts =
        n == 0
            ? List.of()
            : judge.judge(
                Stream.concat(different.stream(), different.stream().map(Comparison::swapped))
                    .toList());
    List<BothOrders> all = new ArrayList<>();
    int next = 0;
    for (Comparison comparison : comparisons) {
      if (isSame(comparison)) {
        all.add(SAME);
      } else {
        all.add(new BothOrders(verdicts.get(next), verdicts.get(n + next), true));
        next++;
      }
    }
    return all;
  }

  private static boolean isSame(Comparison comparison) {
    return comparison.first().text().equals(comparison.second().text());
  }

  /**
   * The preference for the first answer: the mean of the usable verdicts. An unusable one is no
   * draw, so the other then counts alone.
   *
   * @return in [0, 1]; empty where neither verdict is usable
   */
  public OptionalDouble preference() {
    return Stream.of(presented, swapped.swapped())
        .filter(v -> v.label() != Verdict.Label.UNPARSED)
        .mapToDouble(Verdict::preferFirst)
        .average();
  }

  /** What both verdicts took. */
  public Cost cost() {
    return presented.cost().plus(swapped.cost());
  }
}
