package org.rlhf4j.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;

/**
 * A judge that says what a test wrote down for it, or what a function says. It remembers what it
 * was asked, and that it was closed.
 */
public final class ScriptedJudge implements Judge {

  private final Function<Comparison, Verdict> says;
  private final List<Comparison> asked = new ArrayList<>();
  private boolean closed;

  private ScriptedJudge(Function<Comparison, Verdict> says) {
    this.says = says;
  }

  /** Says what the function says. */
  public static ScriptedJudge saying(Function<Comparison, Verdict> says) {
    return new ScriptedJudge(says);
  }

  /**
   * Says these verdicts, one a comparison, in order. One more question is an {@link
   * AssertionError}: a verdict that nobody wrote down is no verdict.
   */
  public static ScriptedJudge reading(Verdict... script) {
    Deque<Verdict> left = new ArrayDeque<>(List.of(script));
    return new ScriptedJudge(
        comparison -> {
          if (left.isEmpty()) {
            throw new AssertionError(
                "the script of "
                    + script.length
                    + " verdicts has run out, and the judge was asked about \""
                    + comparison.id()
                    + "\": "
                    + comparison.first()
                    + " against "
                    + comparison.second());
          }
          return left.remove();
        });
  }

  /** Everything that it was asked, in order, the question without an answer included. */
  public List<Comparison> asked() {
    return List.copyOf(asked);
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * {@inheritDoc}
   *
   * @throws AssertionError if the script has run out
   * @throws IllegalStateException if it was closed
   */
  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    if (closed) {
      throw new IllegalStateException("this judge was closed");
    }
    List<Verdict> verdicts = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      asked.add(comparison);
      verdicts.add(says.apply(comparison));
    }
    return verdicts;
  }

  @Override
  public void close() {
    closed = true;
  }
}
