package org.rlhf4j.runner.estimate;

import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.GridCheck;
import org.rlhf4j.runner.run.PathRoots;
import org.rlhf4j.runner.run.Setup;
import org.rlhf4j.runner.run.SpecFile;
import org.rlhf4j.runner.run.SpecGrid;

/** Opens all that a spec names, and says what its runs will take. */
public final class Validation {
  private Validation() {}

  /**
   * Checks and estimates.
   *
   * @param name what the user calls the spec
   * @throws UserException with everything that is wrong
   */
  public static void of(SpecGrid grid, String name, PathRoots places, Console console) {
    GridCheck.of(grid, places);
    SpecFile first = grid.first();
    try (Journal journal = new Journal(console);
        Setup setup = first.open(first.firstSeed(), places, journal)) {
      journal.result(name + " is right:\n  " + setup.summary().replace("\n", "\n  "));
      Estimate estimate = Estimate.of(setup);
      journal.result("\n" + String.join("\n", EstimateText.of(estimate, setup, grid.runs())));
    }
  }
}
