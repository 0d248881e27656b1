package org.rlhf4j.runner.log;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.rlhf4j.api.run.Progress;

/**
 * Progress as plain lines, for files and pipes: one after a little while, then one every ten
 * seconds at most, and one at the end.
 */
final class PlainProgress implements Progress {
  private static final double FIRST_SECONDS = 2;
  private static final double BETWEEN_SECONDS = 10;

  private final String task;
  private final long total;
  private final String unit;
  private final long doneBefore;
  private final Consumer<String> lines;
  private final LongSupplier nanos;
  private final long start;
  private double nextLine = FIRST_SECONDS;
  private long done;
  private String detail = "";

  /**
   * Progress that begins now.
   *
   * @param doneBefore units that took none of the time from now on
   */
  PlainProgress(
      String task,
      long total,
      String unit,
      long doneBefore,
      Consumer<String> lines,
      LongSupplier nanos) {
    this.task = task;
    this.total = total;
    this.unit = unit;
    this.doneBefore = doneBefore;
    this.done = doneBefore;
    this.lines = lines;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  @Override
  public void update(long done, String detail) {
    this.done = done;
    this.detail = detail;
    double seconds = seconds();
    if (seconds >= nextLine && done < total) {
      nextLine = seconds + BETWEEN_SECONDS;
      long now = done - doneBefore;
      long left = now == 0 ? 0 : Math.round(seconds / now * (total - done));
      lines.accept(
          state(seconds) + ", " + Clock.words(Duration.ofSeconds(left)) + " left" + tail());
    }
  }

  @Override
  public void close() {
    double seconds = seconds();
    lines.accept(
        state(seconds) + " in " + Clock.words(Duration.ofMillis((long) (seconds * 1000))) + tail());
  }

  private double seconds() {
    return (nanos.getAsLong() - start) * 1e-9;
  }

  private String state(double seconds) {
    return String.format(
        Locale.ROOT,
        "%s: %d/%d %s (%.3g/s)",
        task,
        done,
        total,
        unit,
        (done - doneBefore) / Math.max(seconds, 1e-9));
  }

  private String tail() {
    return detail.isEmpty() ? "" : ", " + detail;
  }
}
