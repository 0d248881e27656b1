package org.rlhf4j.runner.run;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.log.Console;

/** Makes a run again from what its folder says of it. */
public final class Rerun {
  private final Catalog catalog;
  private final PathRoots places;
  private final Console console;
  private final List<String> commandLine;
  private final Consumer<Path> ended;

  /**
   * Reruns with these plugins.
   *
   * @param commandLine as the user typed it
   * @param ended told of each folder whose run has ended
   */
  public Rerun(
      Catalog catalog,
      PathRoots places,
      Console console,
      List<String> commandLine,
      Consumer<Path> ended) {
    this.catalog = catalog;
    this.places = places;
    this.console = console;
    this.commandLine = commandLine;
    this.ended = ended;
  }

  /**
   * Makes a run again.
   *
   * @param path its folder
   * @param chosen the folder of the new one, or null for the next free one
   * @return whether both found the same, or true if there is nothing to compare with, because the
   *     first never came to its end or its results were damaged since
   * @throws UserException if there is no run in it, or its inputs are not what they were
   */
  public boolean of(Path path, @Nullable Path chosen) {
    RunFolder before = RunFolder.open(path);
    before.checkSpec();
    Origin origin = Origin.of(before);
    SpecGrid grid = SpecGrid.read(path.resolve(RunFolder.SPEC), catalog, List.of(), null);
    Path made =
        new SpecRun(grid, catalog, places, console, commandLine, ended).as(origin).run(chosen);
    Path shown = places.shown(path);
    if (!before.isComplete()) {
      console.out().println(shown + " never came to its end; there is nothing to compare with");
      return true;
    }
    RunFolder now = RunFolder.open(made);
    boolean same;
    try {
      same = now.read(RunFolder.RESULTS).equals(before.read(RunFolder.RESULTS));
    } catch (UserException e) {
      console.out().println("there is nothing to compare with: " + e.getMessage());
      return true;
    }
    console
        .out()
        .println(
            same
                ? "the results are those of " + shown
                : "the results are not those of "
                    + shown
                    + "; rlhf4j diff "
                    + shown
                    + " "
                    + places.shown(made)
                    + " shows what differs");
    return same;
  }
}
