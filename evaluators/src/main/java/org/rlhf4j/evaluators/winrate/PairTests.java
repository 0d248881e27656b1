package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.DetectableDifference;
import org.rlhf4j.api.statistics.Holm;
import org.rlhf4j.api.statistics.PairedT;
import org.rlhf4j.api.statistics.SignTest;

/**
 * Whether two models' win rates differ, over the prompts that both have a preference on. The
 * baseline takes part with a preference of one half on every prompt.
 */
final class PairTests {

  private static final String CAPTION =
      "Win rate of the first less that of the second, in points, over the prompts that both have a"
          + " verdict on, with its 95 % interval. p: Student's t of the paired differences,"
          + " two-sided; sign test, exact, of the prompts on which one is ahead; Holm: the t"
          + " test's p adjusted for all pairs of this table. Detectable: the smallest true"
          + " difference that such a test finds in 4 of 5 cases at the 5 % level, given the spread"
          + " seen.";

  private static final double LEVEL = 0.95;

  private PairTests() {}

  /** The table of all pairs. */
  static DataTable table(Panel panel) {
    List<Match> models = new ArrayList<>(panel.matches());
    models.add(baseline(panel));
    List<List<Cell>> rows = new ArrayList<>();
    List<Double> p = new ArrayList<>();
    for (int a = 0; a < models.size(); a++) {
      for (int b = a + 1; b < models.size(); b++) {
        double[] differences = differences(models.get(a), models.get(b));
        if (differences.length < 2) {
          continue;
        }
        PairedT test = PairedT.of(differences, LEVEL);
        p.add(test.p());
        rows.add(row(models.get(a).model(), models.get(b).model(), differences, test));
      }
    }
    double[] adjusted = Holm.adjust(p.stream().mapToDouble(Double::doubleValue).toArray());
    List<List<Cell>> complete =
        IntStream.range(0, rows.size())
            .mapToObj(
                i -> {
                  List<Cell> row = new ArrayList<>(rows.get(i));
                  row.add(Cell.of(adjusted[i]));
                  return row;
                })
            .toList();
    return new DataTable(
        "pairs",
        "Paired tests between models",
        CAPTION,
        List.of(
            "first",
            "second",
            "prompts",
            "difference (points)",
            "low",
            "high",
            "first ahead",
            "second ahead",
            "alike",
            "detectable (points)",
            "p t",
            "p sign test",
            "p Holm"),
        complete);
  }

  private static Match baseline(Panel panel) {
    double[] half = new double[panel.prompts().size()];
    Arrays.fill(half, 0.5);
    return new Match(panel.baseline(), half, half, half, 0, Cost.NONE);
  }

  /** In points, of prompts that both have. */
  private static double[] differences(Match a, Match b) {
    return IntStream.range(0, a.preferences().length)
        .mapToDouble(i -> 100 * (a.preferences()[i] - b.preferences()[i]))
        .filter(d -> !Double.isNaN(d))
        .toArray();
  }

  private static List<Cell> row(String first, String second, double[] differences, PairedT test) {
    Sample sample = Sample.of(differences);
    SignTest signs = SignTest.of(differences);
    return List.of(
        Cell.of(first),
        Cell.of(second),
        Cell.of(differences.length),
        Cell.of(test.difference(), sample.standardError()),
        Cell.of(test.interval().low()),
        Cell.of(test.interval().high()),
        Cell.of(signs.positive()),
        Cell.of(signs.negative()),
        Cell.of(signs.ties()),
        Cell.of(DetectableDifference.USUAL.of(sample.standardDeviation(), sample.n())),
        Cell.of(test.p()),
        Cell.of(signs.p()));
  }
}
