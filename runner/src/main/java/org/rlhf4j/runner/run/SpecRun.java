package org.rlhf4j.runner.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.spec.Spec;

/**
 * Runs a spec, once for each of its seeds, or goes on with a run. The folder of one seed is {@code
 * runs/NAME}; several seeds have {@code runs/NAME/seed-N} each, and a summary over all of them in
 * {@code runs/NAME}.
 */
public final class SpecRun {
  private final SpecFile file;
  private final Spec spec;
  private final Places places;
  private final Console console;
  private final List<String> commandLine;
  private final Consumer<Path> ended;
  private @Nullable Family family;

  /**
   * A run to be made.
   *
   * @param commandLine as the user typed it
   * @param ended told of each folder whose run has ended
   */
  public SpecRun(
      SpecFile file,
      Places places,
      Console console,
      List<String> commandLine,
      Consumer<Path> ended) {
    this.file = file;
    this.spec = file.spec();
    this.places = places;
    this.console = console;
    this.commandLine = commandLine;
    this.ended = ended;
  }

  /** The folder of several seeds, locked. */
  private record Family(RunFolder folder, RunLock lock) {
    static Family in(RunFolder folder) {
      return new Family(folder, RunLock.take(folder));
    }
  }

  /**
   * Runs everything.
   *
   * @param chosen folder, or null for the next free one
   */
  public void run(@Nullable Path chosen) {
    RunFolder.checkFree(chosen);
    Path runs = places.working().resolve("runs");
    if (spec.seed().size() <= 1) {
      seedRun(file.firstSeed())
          .begin(null, provenance -> RunFolder.create(chosen, runs, spec.name()));
      return;
    }
    long first = spec.seed().get(0);
    try {
      seedRun(first)
          .begin(
              null,
              provenance -> {
                family = Family.in(RunFolder.create(chosen, runs, spec.name()));
                family.folder().begin(provenance, spec);
                return child(family.folder(), first);
              });
      others(Objects.requireNonNull(family).folder());
    } finally {
      if (family != null) {
        family.lock().close();
      }
    }
    family.folder().forgetCheckpoints();
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
      Places places,
      Console console,
      List<String> commandLine,
      Consumer<Path> ended) {
    RunFolder folder = RunFolder.open(path);
    if (folder.isComplete()) {
      folder.forgetCheckpoints();
      console.out().println(path + " is complete; there is nothing to go on with");
      ended.accept(path);
      return;
    }
    folder.checkSpec();
    SpecFile file = SpecFile.read(path.resolve(RunFolder.SPEC), catalog, OptionalLong.empty());
    new SpecRun(file, places, console, commandLine, ended).goOn(folder);
  }

  private void goOn(RunFolder folder) {
    if (spec.seed().size() <= 1) {
      seedRun(file.firstSeed()).resume(folder);
      return;
    }
    RunLock.holding(folder, () -> others(folder));
    folder.forgetCheckpoints();
  }

  /** All seeds that are not complete, and the summary. */
  private void others(RunFolder whole) {
    Origin origin = new Origin(whole.read(RunFolder.PROVENANCE));
    List<Results> results = new ArrayList<>();
    for (long seed : spec.seed()) {
      RunFolder own = child(whole, seed);
      if (own.isComplete()) {
        own.forgetCheckpoints();
      } else if (own.wasBegun()) {
        own.checkSpec();
        seedRun(seed).resume(own);
      } else {
        seedRun(seed).begin(origin, provenance -> own);
      }
      results.add(Results.read(own.read(RunFolder.RESULTS)));
    }
    summarise(results, whole);
  }

  private static RunFolder child(RunFolder whole, long seed) {
    return whole.child("seed-" + seed);
  }

  private SeedRun seedRun(long seed) {
    return new SeedRun(file, seed, places, console, commandLine, ended);
  }

  private void summarise(List<Results> results, RunFolder folder) {
    Results summary = SeedSummary.of(results);
    String title = "means over " + results.size() + " seeds ± standard error over the seeds\n";
    try (Journal journal = new Journal(console)) {
      journal.keepIn(folder.path());
      journal.result(
          title + summary.table(console.columns()), title + summary.table(Console.USUAL_COLUMNS));
      journal.note("everything is in " + places.shown(folder.path()));
    }
    folder.write(RunFolder.RESULTS, summary.json());
    ended.accept(folder.path());
  }
}
