package org.rlhf4j.runner.plugins;

import java.util.List;
import java.util.Optional;

/** Whose code it was in which something went wrong that nobody foresaw. */
public final class Thrower {
  private Thrower() {}

  /**
   * The plugin, and the line of its code, in words.
   *
   * @param thrown what the program failed with
   * @param dropIns layers of dropped-in jars, the newest last
   * @return empty if no plugin was at work
   */
  public static Optional<String> inWords(Throwable thrown, List<ModuleLayer> dropIns) {
    Throwable first = thrown;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return Culprit.in(List.of(first.getStackTrace()), dropIns);
  }
}
