package org.rlhf4j.testkit.contract;

import java.util.Arrays;
import java.util.List;

/** What a rule found, against what it wants. */
final class Seen {

  private Seen() {}

  /**
   * Fails unless it is so. {@link RuleReport} puts the rule in front.
   *
   * @param seen what was seen, with its values
   * @param causes what usually is behind it, the likeliest first
   */
  static void that(boolean holds, String seen, String... causes) {
    if (!holds) {
      throw new AssertionError(
          "seen: "
              + seen
              + (causes.length == 1 ? "\nlikely cause: " : "\nlikely causes: ")
              + String.join("; or: ", causes));
    }
  }

  /** Whether numbers agree, relative to one above 1. Not-a-number agrees with itself. */
  static boolean close(double a, double b, double tolerance) {
    return Double.compare(a, b) == 0
        || Math.abs(a - b) <= tolerance * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
  }

  /** Whether all numbers agree, and there are as many. */
  static boolean close(float[] a, float[] b, double tolerance) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (!close(a[i], b[i], tolerance)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all rows of numbers agree. */
  static boolean close(List<float[]> a, List<float[]> b, double tolerance) {
    boolean all = a.size() == b.size();
    for (int i = 0; all && i < a.size(); i++) {
      all = close(a.get(i), b.get(i), tolerance);
    }
    return all;
  }

  /** Rows of numbers in words. */
  static String words(List<float[]> rows) {
    return rows.stream().map(Arrays::toString).toList().toString();
  }
}
