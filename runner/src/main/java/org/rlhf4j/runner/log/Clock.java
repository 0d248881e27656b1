package org.rlhf4j.runner.log;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
public final class Clock {
  private Clock() {}

  /** Such as {@code 0:07}, {@code 12:30} or {@code 1:02:03}. */
  public static String words(Duration time) {
    long s = time.toSeconds();
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
