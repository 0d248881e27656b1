package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.SpecGrid.Cell;
import org.rlhf4j.runner.run.SpecGrid.Variant;

/**
 * Makes the runs that a spec asks for, or goes on with them. The folder of a single run is {@code
 * runs/NAME}; several have a folder each in {@code runs/NAME}, such as {@code seed-1} or {@code
 * dpo.beta=0.1_seed-1}, and one table over all of them in {@code runs/NAME}.
 */
public final class SpecRun {
  /** Which run lies where, in the folder of several. */
  private static final String DIRECTORY = "runs.json";

  private final SpecGrid grid;
  private final Catalog catalog;
  private final PathRoots places;
  private final Console console;
  private final List<String> commandLine;
  private final Consumer<Path> ended;
  private final SharedParts shared = new SharedParts();
  private @Nullable Origin origin;
  private @Nullable Family family;

  /**
   * Runs to be made.
   *
   * @param commandLine as the user typed it
   * @param ended told of each folder whose run has ended
   */
  public SpecRun(
      SpecGrid grid,
      Catalog catalog,
      PathRoots places,
      Console console,
      List<String> commandLine,
      Consumer<Path> ended) {
    this.grid = grid;
    this.catalog = catalog;
    this.places = places;
    this.console = console;
    this.commandLine = commandLine;
    this.ended = ended;
  }

  /** The folder of several runs, locked. */
  private record Family(RunFolder folder, RunLock lock) {
    static Family in(RunFolder folder) {
      return new Family(folder, RunLock.take(folder));
    }
  }

  /** Lets the runs be those of another time: from the same files, and with the same inputs. */
  SpecRun as(Origin other) {
    this.origin = other;
    return this;
  }

  /**
   * Runs everything.
   *
   * @param chosen folder, or null for the next free one
   * @return the folder
   */
  public Path run(@Nullable Path chosen) {
    RunFolder.checkFree(chosen);
    Path runs = places.working().resolve("runs");
    String name = grid.first().spec().name();
    Cell first = grid.cells().get(0);
    if (grid.isSingle()) {
      return run(first).begin(origin, provenance -> RunFolder.create(chosen, runs, name)).path();
    }
    GridCheck.of(grid, places, origin);
    try {
      run(first)
          .begin(
              origin,
              provenance -> {
                family = Family.in(RunFolder.create(chosen, runs, name));
                family.folder().finish(DIRECTORY, grid.directory());
                if (!grid.sweeps()) {
                  JsonObject conventions = Conventions.of(grid.first().spec());
                  family.folder().finish(RunFolder.CONVENTIONS, conventions);
                }
                family.folder().begin(provenance, grid.whole());
                return family.folder().child(first.folder());
              });
      others(Objects.requireNonNull(family).folder());
    } finally {
      if (family != null) {
        family.lock().close();
      }
    }
    family.folder().forgetCheckpoints();
    return family.folder().path();
  }

  /**
   * Goes on with the run in a folder.
   *
   * @param path the folder
   * @param catalog the plugins that it was begun with
   * @param ended told of each folder whose run has ended
   * @throws UserException if there is no run in it, or it would not be the same run any more
   */
  public static void resume(
      Path path,
      Catalog catalog,
      PathRoots places,
      Console console,
      List<String> commandLine,
      Consumer<Path> ended) {
    RunFolder folder = RunFolder.open(path);
    if (folder.isComplete()) {
      checkResults(folder, places);
      folder.forgetCheckpoints();
      console.out().println(path + " is complete; there is nothing to go on with");
      ended.accept(path);
      return;
    }
    folder.checkSpec();
    folder.checkFiles();
    SpecGrid grid = SpecGrid.read(path.resolve(RunFolder.SPEC), catalog, List.of(), null);
    new SpecRun(grid, catalog, places, console, commandLine, ended).goOn(folder);
  }

  /** A run is over when its results are there; but not those that somebody damaged since. */
  private static void checkResults(RunFolder folder, PathRoots places) {
    List<String> changed = folder.allChangedFiles();
    try {
      if (!changed.isEmpty()) {
        throw new UserException(Excerpt.lines(changed));
      }
      Results.of(folder);
    } catch (UserException e) {
      throw new UserException(
          e.getMessage()
              + "\n  The run had come to its end, and this was damaged since; rlhf4j rerun "
              + places.shown(folder.path())
              + " makes the run again in a new folder",
          e);
    }
  }

  private void goOn(RunFolder folder) {
    if (grid.isSingle()) {
      run(grid.cells().get(0)).resume(folder);
      return;
    }
    RunLock.holding(folder, () -> others(folder));
    folder.forgetCheckpoints();
  }

  /** All runs that are not complete, and the summary. */
  private void others(RunFolder whole) {
    Origin begun = Origin.of(whole);
    Map<Variant, List<GridSummary.Run>> results = new LinkedHashMap<>();
    for (Cell cell : grid.cells()) {
      RunFolder own = whole.child(cell.folder());
      if (own.isComplete()) {
        checkResults(own, places);
        own.forgetCheckpoints();
      } else if (own.wasBegun()) {
        own.checkSpec();
        own.checkFiles();
        SpecFile file = SpecFile.read(own.path().resolve(RunFolder.SPEC), catalog);
        run(file, cell.seed()).resume(own);
      } else {
        run(cell).begin(begun, provenance -> own);
      }
      results
          .computeIfAbsent(cell.variant(), v -> new ArrayList<>())
          .add(new GridSummary.Run(Results.of(own), own.path()));
    }
    summarise(results, whole);
  }

  private SeedRun run(Cell cell) {
    return run(cell.variant().file(), cell.seed());
  }

  private SeedRun run(SpecFile file, long seed) {
    return new SeedRun(file, seed, places, console, commandLine, shared, ended);
  }

  private void summarise(Map<Variant, List<GridSummary.Run>> results, RunFolder folder) {
    Results summary = GridSummary.of(results);
    String title = GridSummary.title(results);
    try (Journal journal = new Journal(console)) {
      journal.keepIn(folder.path());
      journal.result(
          title + summary.table(console.columns()), title + summary.table(Console.USUAL_COLUMNS));
      journal.note("everything is in " + places.shown(folder.path()));
    }
    folder.finish(RunFolder.RESULTS, summary.json());
    ended.accept(folder.path());
  }
}
