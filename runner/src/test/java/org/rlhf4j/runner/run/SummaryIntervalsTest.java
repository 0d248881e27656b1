package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Interval;

/** Summaries over seeds and settings have the intervals that their numbers call for. */
final class SummaryIntervalsTest {
  private static final Basis BASIS = Basis.of("101 prompts");

  @TempDir Path folder;

  private static Results run(long seed, Measurement m) {
    Evaluated evaluated = new Evaluated(0, "win-rate", Evaluation.of(BASIS, List.of(m)));
    return new Results("r", List.of(seed), List.of(m.subject()), null, List.of(evaluated));
  }

  private static Measurement rate(double value, double error) {
    Interval own = new Interval(value - 3 * error, value + error);
    return Measurement.estimate("ppo", "win rate", "%", value, error, own, 101);
  }

  private Measurement overSeeds(double error) {
    List<Results> runs = new ArrayList<>();
    List<Observations> observations = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      Results run = run(seed, rate(60 + seed, error));
      runs.add(run);
      observations.add(Observations.read(folder, run));
    }
    return Results.mean(runs, observations).evaluated().get(0).evaluation().measurements().get(0);
  }

  /**
   * Seeds' means 61, 62 and 63 have the variance 1; 4.303 and 1.984 are Student's two-sided 5 %
   * quantiles of two and of a hundred degrees of freedom.
   */
  @Test
  void overSeedsTheIntervalIsThatOfSeedsAndPrompts() {
    double half = Math.sqrt(4.302653 * 4.302653 / 3 + 1.983972 * 1.983972 * 4);
    Interval interval = overSeeds(2).interval95();
    assertEquals(62 - half, interval.low(), 1e-4);
    assertEquals(62 + half, interval.high(), 1e-4);
  }

  @Test
  void withoutErrorsOfPromptsItIsStudentsOverSeeds() {
    Interval interval = overSeeds(0).interval95();
    assertEquals(4.302653 / Math.sqrt(3), interval.halfWidth(), 1e-5);
  }

  @Test
  void aSettingsRowKeepsTheIntervalOfItsRun() {
    Map<SpecGrid.Variant, List<GridSummary.Run>> grid = new LinkedHashMap<>();
    for (int k = 0; k < 2; k++) {
      Map<String, String> settings = Map.of("ppo.beta", "0." + k);
      grid.put(
          new SpecGrid.Variant(settings, "ppo.beta=0." + k, null),
          List.of(new GridSummary.Run(run(1, rate(60 + k, 2)), folder)));
    }
    List<Measurement> rows = GridSummary.of(grid).evaluated().get(0).evaluation().measurements();
    assertEquals(new Interval(54, 62), rows.get(0).interval());
    assertEquals(new Interval(55, 63), rows.get(1).interval());
  }
}
