package org.rlhf4j.runner.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The resident set of this process, in MiB; empty where the system does not tell (Linux does). */
public final class ResidentMemory {
  private ResidentMemory() {}

  /** What it is now. */
  public static OptionalLong now() {
    return of("VmRSS:");
  }

  /**
   * Forgets the peak so far, where the system lets a process do that; else {@link #peak} goes on
   * from the beginning of the process.
   */
  static void restartPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException | UnsupportedOperationException e) {
      // then peaks are those of everything so far
    }
  }

  /** The largest that it was since the process or {@link #restartPeak} began. */
  public static OptionalLong peak() {
    return of("VmHWM:");
  }

  private static OptionalLong of(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
