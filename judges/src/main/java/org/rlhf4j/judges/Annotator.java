package org.rlhf4j.judges;

import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;

/**
 * One annotator of a pool: draws a label by the preference of a judge, with biases and wrong
 * labels.
 *
 * @param name its name
 * @param judge what it goes by
 * @param position probability of naming the first answer anyway; below 0 the second
 * @param length probability of naming the longer answer anyway; below 0 the shorter
 * @param flip probability of naming the other answer in the end
 * @param hard which comparisons it cannot tell
 * @param noise its own stream
 */
record Annotator(
    String name,
    Judge judge,
    double position,
    double length,
    double flip,
    HardComparisons hard,
    RandomStream noise)
    implements Judge {

  private static final int FLIP = 0;
  private static final int DRAW = 1;
  private static final int BIAS = 2;

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    List<Verdict> verdicts = judge.judge(comparisons);
    return IntStream.range(0, verdicts.size())
        .mapToObj(i -> label(comparisons.get(i), verdicts.get(i)))
        .toList();
  }

  private Verdict label(Comparison comparison, Verdict verdict) {
    String reason = verdict.reason().isEmpty() ? name : name + ": " + verdict.reason();
    if (verdict.label() == Verdict.Label.UNPARSED) {
      return new Verdict(
          verdict.preferFirst(), verdict.label(), reason, verdict.raw(), verdict.cost());
    }
    RandomStream own = noise.child(comparison.id());
    boolean first = named(comparison, verdict, own);
    boolean flipped = own.uniform(FLIP) < flip && !hard.has(comparison);
    return new Verdict(
        first != flipped ? 1 : 0,
        first != flipped ? Verdict.Label.FIRST : Verdict.Label.SECOND,
        reason,
        verdict.raw(),
        verdict.cost());
  }

  /** Whether the first answer is named, before flips. */
  private boolean named(Comparison comparison, Verdict verdict, RandomStream own) {
    if (hard.has(comparison)) {
      return HardComparisons.coin(comparison, own);
    }
    double bias = own.uniform(BIAS);
    if (bias < Math.abs(position)) {
      return position > 0;
    }
    int longer =
        Integer.compare(letters(comparison.first().text()), letters(comparison.second().text()));
    if (bias < Math.abs(position) + Math.abs(length) && longer != 0) {
      return longer > 0 == length > 0;
    }
    // drawn for the answer that comes first in the dictionary, so that both orders agree
    boolean inOrder = comparison.first().text().compareTo(comparison.second().text()) <= 0;
    double preference = inOrder ? verdict.preferFirst() : 1 - verdict.preferFirst();
    return own.uniform(DRAW) < preference == inOrder;
  }

  private static int letters(String text) {
    return text.codePointCount(0, text.length());
  }

  @Override
  public List<Stateful> states() {
    return judge.states();
  }

  @Override
  public boolean changesWhileJudging() {
    return judge.changesWhileJudging();
  }

  @Override
  public String fingerprint() {
    return judge.fingerprint() + noise;
  }

  @Override
  public void close() {
    judge.close();
  }
}
