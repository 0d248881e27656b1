package org.rlhf4j.runner.log;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The one line of a progress bar. What the work says of itself is never cut: where the line is too
 * narrow the bar goes first, then the rate, then the time left, then the count.
 */
final class BarLine {
  private static final int NARROWEST_BAR = 8;
  private static final int WIDEST_BAR = 40;

  private BarLine() {}

  static String of(
      String task, long done, long total, String unit, Duration time, String detail, int width) {
    double share = total <= 0 ? 0 : Math.min(1, (double) done / total);
    double seconds = time.toMillis() / 1000.0;
    String head = String.format(Locale.ROOT, "%s %3d%%", task, (int) (100 * share));
    String count = " " + done + "/" + total + " " + unit;
    String rate = done == 0 ? "" : String.format(Locale.ROOT, " (%.3g/s)", done / seconds);
    double left = done == 0 ? 0 : seconds / done * (total - done);
    String rest =
        done == 0 ? "" : ", " + Clock.words(Duration.ofSeconds(Math.round(left))) + " left";
    String tail = detail.isEmpty() ? "" : ", " + detail;

    String whole = head + count + rate + rest + tail;
    int room = width - whole.length() - 3; // brackets and a blank
    if (room >= NARROWEST_BAR) {
      int length = Math.min(room, WIDEST_BAR);
      int full = (int) (length * share);
      String bar = "=".repeat(full) + (full < length ? ">" : "");
      return head
          + " ["
          + bar
          + " ".repeat(length - bar.length())
          + "]"
          + whole.substring(head.length());
    }
    for (String line : List.of(whole, head + count + rest + tail, head + count + tail)) {
      if (line.length() <= width) {
        return line;
      }
    }
    String least = head + tail;
    return least.length() <= width ? least : least.substring(0, width);
  }
}
