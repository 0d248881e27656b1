package org.rlhf4j.evaluators.winrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.evaluators.judging.TestFiles;

/** Against what AlpacaEval published. */
@Tag("data")
final class AlpacaEvalTest {

  private static final Bootstrap FEW = new Bootstrap(5, 0.95, RandomStream.ofSeed(1));

  private static final String TURBO = "weighted_alpaca_eval_gpt4_turbo";

  /** Models whose annotation files lack one or two of the 805 instructions. */
  private static final Set<String> WITH_GAPS =
      Set.of("alpaca-7b_concise", "minotaur-13b", "text_davinci_001");

  private static Panel panel(String annotator) {
    String file = TestFiles.alpacaEval("annotations.tsv.gz").toString();
    return Annotations.read(List.of(file), annotator, null, new TestFiles()).panel();
  }

  private static Map<String, Map<String, String>> csv(String name) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    new TestFiles()
        .rows(
            TestFiles.alpacaEval(name).toString(),
            row -> rows.put(row.text(row.columns().get(0)), cells(row)));
    return rows;
  }

  private static Map<String, String> cells(DataRow row) {
    Map<String, String> cells = new HashMap<>();
    row.columns().forEach(c -> cells.put(c, row.text(c)));
    return cells;
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  /** Returns the names in the panel that the leaderboard does not have. */
  private static Set<String> checkLeaderboard(String annotator, String leaderboard) {
    Map<String, Map<String, String>> published = csv(leaderboard);
    Set<String> others = new HashSet<>();
    Set<String> checked = new HashSet<>();
    for (Match match : panel(annotator).matches()) {
      Map<String, String> row = published.get(match.model());
      if (row == null) {
        others.add(match.model());
        continue;
      }
      checked.add(match.model());
      HeadToHead ours = HeadToHead.of(match.preferences());
      assertEquals(number(row, "win_rate"), ours.winRate(), 1e-9, match.model());
      assertEquals(number(row, "standard_error"), ours.standardError(), 1e-9, match.model());
      assertEquals(number(row, "discrete_win_rate"), ours.discreteWinRate(), 1e-9, match.model());
      assertEquals(number(row, "n_wins"), ours.wins(), match.model());
      assertEquals(number(row, "n_wins_base"), ours.losses(), match.model());
      assertEquals(number(row, "n_draws"), ours.draws(), match.model());
      assertEquals(number(row, "n_total"), ours.total(), match.model());
      // where the annotations lack some outputs, and on the old leaderboard, of other outputs
      if (match.missing() == 0 && annotator.equals(TURBO)) {
        assertEquals(number(row, "avg_length"), Math.floor(match.meanLength()), match.model());
      }
    }
    assertEquals(published.keySet(), checked);
    return others;
  }

  @Test
  void all29ModelsOfAlpacaEval2() {
    assertEquals(Set.of(), checkLeaderboard(TURBO, "leaderboard_weighted.csv"));
  }

  @Test
  void all26ModelsOfAlpacaEval1() {
    // the annotations have one more, which was never published
    assertEquals(
        Set.of("mistral-orpo-beta"), checkLeaderboard("alpaca_eval_gpt4", "leaderboard_gpt4.csv"));
  }

  private static double[] publishedDifficulty() {
    return csv("instruction_difficulty.csv").values().stream()
        .mapToDouble(row -> number(row, "instruction_difficulty"))
        .toArray();
  }

  /**
   * From the stored weights. For three models AlpacaEval took the position of a row for the index
   * of its instruction, so with a gap in the annotations every later row had the difficulty of the
   * one before: their rate is the mean over the first n difficulties. The weights that are stored
   * for NullModel are not those of its published rate, which is 0.13 points higher.
   */
  @Test
  void lengthControlledRatesFromTheStoredWeights() {
    double[] difficulty = publishedDifficulty();
    Map<String, Map<String, String>> weights = csv("lc_weights.csv");
    Map<String, Map<String, String>> published = csv("leaderboard_weighted.csv");
    int exact = 0;
    for (Match match : panel(TURBO).matches()) {
      Map<String, String> row = weights.get(match.model());
      LengthWeights stored =
          new LengthWeights(
              number(row, "not_gamed_baseline.astype(float)"),
              -number(row, "np.tanh(std_delta_len)"), // of the baseline's length less the model's
              number(row, "instruction_difficulty"));
      double expected = number(published.get(match.model()), "length_controlled_winrate");
      int rows = difficulty.length - match.missing();
      double ours = stored.rate(Arrays.copyOf(difficulty, rows));
      if (match.model().equals("NullModel")) {
        assertEquals(expected, ours, 0.2);
        assertTrue(Math.abs(expected - ours) > 0.1);
      } else {
        assertEquals(expected, ours, 1e-6, match.model());
        exact++;
      }
      assertEquals(WITH_GAPS.contains(match.model()), match.missing() > 0, match.model());
      // what the baseline would have against the model
      assertEquals(
          100,
          stored.rate(difficulty) + LengthWeights.BASELINE.against(stored).rate(difficulty),
          1e-9);
    }
    assertEquals(28, exact);
  }

  /** Drawn to the mean of the 29 stored weights, with AlpacaEval's own difficulties. */
  private static LengthControl asAlpacaEval() {
    return new LengthControl(
        1.8,
        10,
        Difficulties.read(
            TestFiles.alpacaEval("instruction_difficulty.csv").toString(), new TestFiles()));
  }

  /** How far our rates are from the published ones: mean, mean distance, greatest distance. */
  private static double[] distances(String annotator, String leaderboard, Set<String> without) {
    Map<String, Map<String, String>> published = csv(leaderboard);
    Panel panel = panel(annotator);
    LengthControl control = asAlpacaEval();
    double mean = 0;
    double distance = 0;
    double greatest = 0;
    int n = 0;
    for (Match match : panel.matches()) {
      Map<String, String> row = published.get(match.model());
      if (row == null || without.contains(match.model())) {
        continue;
      }
      LengthControl.Controlled ours = control.of(panel, match, FEW);
      assertTrue(ours.identified(), match.model());
      double off = ours.rate() - number(row, "length_controlled_winrate");
      mean += off;
      distance += Math.abs(off);
      greatest = Math.max(greatest, Math.abs(off));
      n++;
    }
    return new double[] {mean / n, distance / n, greatest};
  }

  /**
   * Models with gaps are left out: their published rates rest on difficulties of other
   * instructions, see above.
   */
  @Test
  void ratesOfAlpacaEval2AreWithinAPointOnAverage() {
    double[] off = distances(TURBO, "leaderboard_weighted.csv", WITH_GAPS);
    assertEquals(0, off[0], 1, "mean");
    assertTrue(off[1] < 1, "mean distance " + off[1]);
    assertTrue(off[2] < 3, "greatest distance " + off[2]);
  }

  /** Nothing was chosen by these: the constants come from the other leaderboard. */
  @Test
  void ratesOfAlpacaEval1AreWithinAPointOnAverage() {
    double[] off = distances("alpaca_eval_gpt4", "leaderboard_gpt4.csv", Set.of());
    assertEquals(0, off[0], 1, "mean");
    assertTrue(off[1] < 1.1, "mean distance " + off[1]);
    assertTrue(off[2] < 4, "greatest distance " + off[2]);
  }

  @Test
  void theConstantIsTheMeanOfTheStoredWeights() {
    double mean =
        csv("lc_weights.csv").values().stream()
            .mapToDouble(row -> -number(row, "np.tanh(std_delta_len)"))
            .average()
            .orElseThrow();
    assertEquals(asAlpacaEval().slope(), mean, 0.05);
  }

  /** The order of the published rates of these two was reversed by some panels. */
  @Test
  void aModelsRateIsTheSameInEveryPanel() {
    Panel all = panel("alpaca_eval_gpt4");
    LengthControl control = asAlpacaEval();
    for (Match match : all.matches()) {
      LengthControl.Controlled among = control.of(all, match, FEW);
      Panel alone =
          new Panel(all.judge(), all.baseline(), all.prompts(), List.of(match), List.of());
      assertEquals(among, control.of(alone, match, FEW), match.model());
    }
  }

  @Test
  void aSwappedModelHasTheSwappedRate() {
    Panel panel = panel(TURBO);
    // difficulties change their sign with the names, so the rule is one of fits without them
    LengthControl control = new LengthControl(1.8, 10, Difficulties.NONE);
    for (Match match : panel.matches()) {
      double one = control.of(panel, match, FEW).rate();
      double other = control.of(panel, match.swapped(match.model()), FEW).rate();
      assertEquals(100, one + other, 1e-9, match.model());
    }
  }

  @Test
  void rawAnnotationsGiveTheSameAsTheTable() {
    String file = TestFiles.alpacaEval("raw/alpaca-7b_concise.json.gz").toString();
    Panel raw = Annotations.read(List.of(file), null, null, new TestFiles()).panel();
    Match ours = raw.matches().get(0);
    Match table =
        panel(TURBO).matches().stream()
            .filter(m -> m.model().equals("alpaca-7b_concise"))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("alpaca-7b_concise"), raw.matches().stream().map(Match::model).toList());
    HeadToHead expected = HeadToHead.of(table.preferences());
    assertEquals(expected.winRate(), HeadToHead.of(ours.preferences()).winRate(), 1e-9);
    // code points: UTF-16 units would be more
    assertEquals(table.meanLength(), ours.meanLength(), 1e-9);
    assertEquals(table.meanBaselineLength(), ours.meanBaselineLength(), 1e-9);
  }
}
