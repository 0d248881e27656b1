package org.rlhf4j.policies.chat;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/**
 * What one rendering may cost. A template is a stranger's program, and Jinja can write few letters
 * that double a text sixty times or call each other for years.
 *
 * <p>Steps, letters and elements are counted, so that a template is refused on every machine or on
 * none. The time limit is for what a single step can hide; what it ends would take minutes.
 */
final class Meter {

  /** Most letters of a text that a template makes or writes. */
  static final int LONGEST = 16_000_000;

  /** Most elements of a list, those of its elements included; as many as a range has. */
  static final int MOST_ELEMENTS = 100_000;

  private static final long MOST_STEPS = 1_000_000;
  private static final long MOST_LETTERS = 100_000_000;
  private static final long SECONDS = 20;
  private static final int DEEPEST = 50;

  private long steps;
  private long letters;
  private long start;
  private @Nullable String exceeded;

  /** A rendering begins. */
  void restart() {
    steps = 0;
    letters = 0;
    start = System.nanoTime();
    exceeded = null;
  }

  /** Why the rendering was stopped; null where it was not. */
  @Nullable String exceeded() {
    return exceeded;
  }

  /**
   * Something is done.
   *
   * @throws ELException if that is too much, and from then on always
   */
  void steps(long more) {
    steps += more;
    if (steps > MOST_STEPS) {
      throw stop("it takes more than " + MOST_STEPS + " steps");
    }
    if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(SECONDS)) {
      throw stop("it takes more than " + SECONDS + " seconds");
    }
  }

  /**
   * A value was made.
   *
   * @return the value
   * @throws ELException if it is too large, or too much was made before
   */
  @Nullable Object made(@Nullable Object value) {
    steps(1);
    if (value instanceof String text) {
      letters += text.length();
      if (text.length() > LONGEST) {
        throw stop("it makes " + tooLong());
      }
    } else if (value instanceof Collection || value instanceof Map) {
      letters += elements(value, 0, 0);
    }
    if (letters > MOST_LETTERS) {
      throw stop("its texts and lists have more than " + MOST_LETTERS + " letters and elements");
    }
    return value;
  }

  private ELException stop(String reason) {
    exceeded = exceeded == null ? reason : exceeded;
    return new ELException(reason);
  }

  private static String tooLong() {
    return "a text of more than " + LONGEST + " letters";
  }

  /** Refuses a text before it is made. */
  static void checkLength(long letters) {
    if (letters > LONGEST) {
      throw new ELException(tooLong() + " is made");
    }
  }

  /** Refuses a list before it is made. */
  static void checkElements(long elements) {
    if (elements > MOST_ELEMENTS) {
      throw new ELException("a list of more than " + MOST_ELEMENTS + " elements is made");
    }
  }

  // Lists of one and the same list have few places and many elements: each must be counted as often
  // as a comparison would look at it.
  private static int elements(@Nullable Object value, int depth, int before) {
    Collection<?> parts =
        value instanceof Map<?, ?> map
            ? map.values()
            : value instanceof Collection<?> list ? list : null;
    int count = before;
    if (parts != null) {
      if (depth > DEEPEST) {
        throw new ELException("lists are nested more than " + DEEPEST + " deep");
      }
      for (Object part : parts) {
        checkElements(count + 1L);
        count = elements(part, depth + 1, count + 1);
      }
    }
    return count;
  }
}
