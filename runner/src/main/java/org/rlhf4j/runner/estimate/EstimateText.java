package org.rlhf4j.runner.estimate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.Table;
import org.rlhf4j.runner.estimate.Estimate.Line;
import org.rlhf4j.runner.log.Clock;
import org.rlhf4j.runner.run.ModelMemory;
import org.rlhf4j.runner.run.ResidentMemory;
import org.rlhf4j.runner.run.Setup;
import org.rlhf4j.runner.table.Grid;
import org.rlhf4j.runner.table.Notes;
import org.rlhf4j.runner.table.TextTable;

/** An estimate as a table, and how it came about. */
final class EstimateText {
  private static final String NOTHING = "does not say";
  private static final String PART = " (a part does not say)";
  private static final int WIDTH = 160;

  private EstimateText() {}

  /**
   * The lines.
   *
   * @param runs how many runs the spec asks for
   */
  static List<String> of(Estimate estimate, Setup setup, int runs) {
    List<Line> all = new ArrayList<>(estimate.lines());
    Line sum = Line.sum(all);
    all.add(sum);
    List<String> lines = new ArrayList<>();
    lines.add(
        "estimate of "
            + (runs == 1 ? "the run" : "one of " + runs + " runs")
            + " (tokens; answers that are not there yet at their longest):");
    Grid grid = Grid.of(new Table<>(columns(estimate.speed()), all));
    TextTable.lines(grid, WIDTH, new Notes()).forEach(line -> lines.add("  " + line));
    lines.addAll(notes(estimate, setup, sum, runs));
    if (!estimate.outlooks().isEmpty()) {
      lines.add("what can be learnt from it:");
      estimate.outlooks().forEach(said -> lines.add("  " + said));
    }
    return lines;
  }

  private static List<Column<Line>> columns(Optional<Speed> speed) {
    return List.of(
        Column.text("stage", line -> line.name() + (line.tellsPart() ? PART : "")),
        amount("generated", line -> line.tellsNothing() ? NOTHING : count(line.generated())),
        amount("read", line -> count(line.read())),
        amount("learned", line -> count(line.learned())),
        amount("scored", line -> count(line.rewarded())),
        amount("verdicts", line -> count(line.verdicts())),
        amount("model memory", line -> line.bytes() == 0 ? "" : ModelMemory.gib(line.bytes())),
        amount(
            "time",
            line -> line.tellsNothing() ? "" : speed.map(s -> time(line.seconds(s))).orElse("?")));
  }

  private static Column<Line> amount(String name, Function<Line, String> words) {
    return Column.text(name, words).toTheRight();
  }

  private static List<String> notes(Estimate estimate, Setup setup, Line sum, int runs) {
    List<String> notes = new ArrayList<>();
    estimate
        .speed()
        .ifPresentOrElse(
            speed -> {
              notes.add(
                  String.format(
                      Locale.ROOT,
                      "time: measured here just now on a few short rows: %.0f tokens/s generated,"
                          + " %.0f read, %.0f learned; without judges and rewards that are no"
                          + " network, and without writing checkpoints",
                      speed.generate(),
                      speed.read(),
                      speed.learn()));
              if (runs > 1) {
                notes.add(
                    "all "
                        + runs
                        + " runs, one after the other: "
                        + time(runs * sum.seconds(speed)));
              }
            },
            () ->
                notes.add("time: not measured, since the policy does not learn or has no prompts"));
    ModelMemory.of(setup)
        .ifPresent(
            memory -> {
              long now = ResidentMemory.now().orElse(0) << 20;
              long extra = estimate.speed().map(Speed::extraMiB).orElse(0L);
              notes.add(
                  String.format(
                      Locale.ROOT,
                      "memory: weights, gradients and moments of %,d parameters; the process held"
                          + " %s after loading, and a batch took some %d MiB beside them; the"
                          + " machine has %s",
                      memory.size().parameters(),
                      ModelMemory.gib(now),
                      extra,
                      ModelMemory.gib(ModelMemory.machine())));
            });
    notes.add(
        "tokens: mean lengths of some rows of the data; numbers are what methods and evaluators say"
            + " of themselves");
    return notes;
  }

  private static String count(long n) {
    if (n < 10_000) {
      return n == 0 ? "" : Long.toString(n);
    }
    return n < 10_000_000
        ? String.format(Locale.ROOT, "%.0f k", n / 1e3)
        : String.format(Locale.ROOT, "%.0f M", n / 1e6);
  }

  private static String time(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "?";
    }
    return Clock.words(Duration.ofMillis((long) (1000 * seconds)));
  }
}
