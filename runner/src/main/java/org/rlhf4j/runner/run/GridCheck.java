package org.rlhf4j.runner.run;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Journal;

/**
 * Opens every variant of a sweep, so that what is wrong with the last is found before the first
 * begins. What they note is not repeated: each run notes it for itself.
 */
public final class GridCheck {
  private GridCheck() {}

  /**
   * Checks, if anything is swept at all.
   *
   * @throws UserException with everything that is wrong
   */
  public static void of(SpecGrid grid, PathRoots places) {
    of(grid, places, null);
  }

  /**
   * The same with files from where another run found them.
   *
   * @param origin that of the other run; null for none
   */
  static void of(SpecGrid grid, PathRoots places, @Nullable Origin origin) {
    if (!grid.sweeps()) {
      return;
    }
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Set<String> problems = new LinkedHashSet<>();
    for (SpecGrid.Variant variant : grid.variants()) {
      SpecFile file = variant.file();
      try (Journal journal = new Journal(new Console(nowhere, nowhere, /* terminal= */ false))) {
        Setup setup =
            origin == null
                ? file.open(file.firstSeed(), places, journal)
                : file.open(file.firstSeed(), origin.files(places), new SharedParts(), journal);
        setup.close();
      } catch (UserException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new UserException(String.join("\n", problems));
    }
  }
}
