package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.runner.log.Clock;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.plugins.ExitGuard;
import org.rlhf4j.runner.spec.Spec;

/** One seed of a spec in one folder: begun, or gone on with. */
final class SeedRun {
  private final SpecFile file;
  private final long seed;
  private final Spec spec;
  private final PathRoots places;
  private final Console console;
  private final List<String> commandLine;
  private final SharedParts shared;
  private final Consumer<Path> ended;

  /**
   * A run of one seed.
   *
   * @param shared what it shares with the runs beside it
   * @param ended told of the folder when the run has ended
   */
  SeedRun(
      SpecFile file,
      long seed,
      PathRoots places,
      Console console,
      List<String> commandLine,
      SharedParts shared,
      Consumer<Path> ended) {
    this.file = file;
    this.seed = seed;
    this.spec = file.spec().withSeeds(List.of(seed));
    this.places = places;
    this.console = console;
    this.commandLine = commandLine;
    this.shared = shared;
    this.ended = ended;
  }

  /**
   * Begins.
   *
   * @param origin that of the runs before it, which must be the same; null for the first one
   * @param maker makes the folder, when nothing more can be wrong with the spec; it is given the
   *     run's provenance
   * @return the folder
   */
  RunFolder begin(@Nullable Origin origin, Function<JsonObject, RunFolder> maker) {
    Timings timings = new Timings();
    RunFolder folder;
    try (Journal journal = new Journal(console).paying(timings::spend);
        Setup setup = timings.time("setup", () -> open(origin, journal))) {
      JsonObject provenance = Provenance.json(setup, file.path(), commandLine, places);
      List<String> differences = origin == null ? List.of() : origin.compare(provenance);
      if (origin != null) {
        origin.bequeath(provenance);
      }
      folder = maker.apply(provenance);
      RunLock.holding(
          folder,
          () -> {
            folder.begin(provenance, spec);
            journal.keepIn(folder.path());
            work(setup, folder, journal, timings, opening(what(folder), differences));
          });
    }
    folder.forgetCheckpoints();
    return folder;
  }

  /** Goes on. */
  void resume(RunFolder folder) {
    RunLock.holding(folder, () -> goOn(folder));
    folder.forgetCheckpoints();
  }

  private void goOn(RunFolder folder) {
    Origin origin = Origin.of(folder);
    Timings timings = new Timings(folder.read(RunFolder.TIMINGS), folder.read(RunFolder.COSTS));
    try (Journal journal = new Journal(console).paying(timings::spend);
        Setup setup = timings.time("setup", () -> open(origin, journal))) {
      JsonObject now = Provenance.json(setup, file.path(), commandLine, places);
      List<String> differences = origin.compare(now);
      folder.finish(RunFolder.PROVENANCE, origin.resumed(Provenance.program(commandLine, places)));
      journal.keepIn(folder.path());
      String first = "resumed at " + Instant.now() + ": " + what(folder);
      work(setup, folder, journal, timings, opening(first, differences));
    }
  }

  private Setup open(@Nullable Origin origin, Journal journal) {
    InputFiles files = origin == null ? file.files(places) : origin.files(places);
    return file.open(seed, files, shared, journal);
  }

  private String what(RunFolder folder) {
    return spec.name()
        + ": seed "
        + seed
        + ", device "
        + spec.device()
        + ", in "
        + places.shown(folder.path());
  }

  private static List<String> opening(String first, List<String> differences) {
    List<String> lines = new ArrayList<>(List.of(first));
    differences.forEach(d -> lines.add(d + "; results may differ for it"));
    return lines;
  }

  /**
   * Does the work.
   *
   * @param opening what is said first, when an interruption already has its last word
   */
  private void work(
      Setup setup, RunFolder folder, Journal journal, Timings timings, List<String> opening) {
    String goOn = "go on with: rlhf4j resume " + places.shown(folder.whole());
    try {
      ExitGuard.saying(
          () -> journal.note(ExitGuard.culprit().orElse("interrupted") + "; " + goOn),
          () -> {
            opening.forEach(journal::note);
            try (Experiment experiment =
                new Experiment(setup, folder, journal, timings, console.columns())) {
              experiment.run();
            }
          });
    } catch (RuntimeException | Error e) {
      boolean explained = e instanceof UserException || e instanceof FailedException;
      journal.remember(
          "failed: " + Excerpt.message(String.valueOf(explained ? e.getMessage() : e)));
      // the same spec would come to the same loss again
      if (!(e.getCause() instanceof NonFiniteLossException)) {
        journal.note("what was done is kept; when the cause is mended, " + goOn);
      }
      throw e;
    }
    String memory =
        timings.peakMemory().stream()
            .mapToObj(m -> ", peak memory " + m + " MiB")
            .findFirst()
            .orElse("");
    journal.note(
        "done in "
            + Clock.words(journal.elapsed())
            + memory
            + "; everything is in "
            + places.shown(folder.path()));
    ended.accept(folder.path());
  }
}
