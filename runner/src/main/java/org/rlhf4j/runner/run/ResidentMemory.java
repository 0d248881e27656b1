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

  /** The largest that it ever was. */
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
