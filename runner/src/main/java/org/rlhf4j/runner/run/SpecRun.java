package org.rlhf4j.runner.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.log.Clock;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.spec.OptionsWriter;
import org.rlhf4j.runner.spec.Spec;

/**
 * Runs a spec, once for each of its seeds. The folder of one seed is {@code runs/NAME}; several
 * seeds have {@code runs/NAME/seed-N} each, and a summary over all of them in {@code runs/NAME}.
 */
public final class SpecRun {
  private final SpecFile file;
  private final Places places;
  private final Console console;
  private final List<String> commandLine;

  /**
   * A run to be made.
   *
   * @param commandLine as the user typed it
   */
  public SpecRun(SpecFile file, Places places, Console console, List<String> commandLine) {
    this.file = file;
    this.places = places;
    this.console = console;
    this.commandLine = commandLine;
  }

  /**
   * Runs everything.
   *
   * @param chosen folder, or null for the next free one
   */
  public void run(@Nullable Path chosen) {
    RunFolder.checkFree(chosen);
    Spec spec = file.spec();
    Folders folders = new Folders(chosen, places.working().resolve("runs"), spec.name());
    if (spec.seed().size() <= 1) {
      one(file.firstSeed(), folders::own);
      return;
    }
    List<Results> results = new ArrayList<>();
    for (long seed : spec.seed()) {
      results.add(one(seed, () -> folders.own().child("seed-" + seed)));
    }
    summarise(results, folders.own());
  }

  private void summarise(List<Results> results, RunFolder folder) {
    Results summary = SeedSummary.of(results);
    folder.write("spec.json", OptionsWriter.write(file.spec()));
    folder.write("results.json", summary.json());
    try (Journal journal = new Journal(console)) {
      journal.keepIn(folder.path());
      journal.result(
          "means over "
              + results.size()
              + " seeds ± standard error over the seeds\n"
              + summary.table());
      journal.note("everything is in " + shown(folder.path()));
    }
  }

  /** The folder of the spec, made when it is first asked for: a bad spec makes none. */
  private static final class Folders {
    private final @Nullable Path chosen;
    private final Path runs;
    private final String name;
    private @Nullable RunFolder own;

    Folders(@Nullable Path chosen, Path runs, String name) {
      this.chosen = chosen;
      this.runs = runs;
      this.name = name;
    }

    RunFolder own() {
      if (own == null) {
        own = RunFolder.create(chosen, runs, name);
      }
      return own;
    }
  }

  /**
   * Runs one seed.
   *
   * @param maker makes the folder, when nothing more can be wrong with the spec
   */
  private Results one(long seed, Supplier<RunFolder> maker) {
    Spec spec = file.spec().withSeeds(List.of(seed));
    Timings timings = new Timings();
    try (Journal journal = new Journal(console);
        Setup setup = timings.time("setup", () -> file.open(seed, places, journal))) {
      RunFolder folder = maker.get();
      journal.keepIn(folder.path());
      folder.write("spec.json", OptionsWriter.write(spec));
      folder.write(
          "provenance.json", Provenance.json(setup, file.path(), commandLine, places.home()));
      journal.note(
          spec.name()
              + ": seed "
              + seed
              + ", device "
              + spec.device()
              + ", in "
              + shown(folder.path()));
      try (Experiment experiment = new Experiment(setup, folder, journal, timings)) {
        Results results = experiment.run();
        String memory =
            PeakMemory.mebibytes().stream()
                .mapToObj(m -> ", peak memory " + m + " MiB")
                .findFirst()
                .orElse("");
        journal.note(
            "done in "
                + Clock.words(journal.elapsed())
                + memory
                + "; everything is in "
                + shown(folder.path()));
        return results;
      } catch (RuntimeException e) {
        journal.remember("failed: " + e.getMessage());
        throw e;
      }
    }
  }

  private Path shown(Path path) {
    return path.startsWith(places.working()) ? places.working().relativize(path) : path;
  }
}
