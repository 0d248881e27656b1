package org.rlhf4j.evaluators.leaderboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.evaluators.Fixtures;
import org.rlhf4j.evaluators.judging.TestFiles;

final class LeaderboardTest {

  private static final EvaluationTask NOTHING =
      new EvaluationTask(List.of(), List.of(), null, null, RandomStream.ofSeed(1), RunLog.silent());

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static LeaderboardOptions options(
      List<String> labels,
      @Nullable String annotator,
      List<String> reference,
      @Nullable String referenceAnnotator) {
    return new LeaderboardOptions(
        null, labels, annotator, null, reference, referenceAnnotator, "", 0, 4, 5, 50);
  }

  private static Evaluation evaluate(LeaderboardOptions options) {
    return new LeaderboardPlugin().create(options, new TestFiles()).evaluate(NOTHING);
  }

  private static String arena(String judge, int offset, int[][] wins) {
    StringBuilder rows = new StringBuilder();
    int q = offset;
    String names = "abcd";
    for (int i = 0; i < wins.length; i++) {
      for (int j = 0; j < wins.length; j++) {
        for (int k = 0; k < wins[i][j]; k++) {
          rows.append(judge).append(',').append(q++).append(',');
          rows.append(names.charAt(i)).append(',').append(names.charAt(j)).append(",model_a\n");
        }
      }
    }
    return rows.toString();
  }

  private static final String HEADER = "annotator,question_id,model_a,model_b,winner\n";
  private static final int[][] WINS = {{0, 8, 9, 9}, {4, 0, 7, 8}, {2, 4, 0, 6}, {2, 3, 4, 0}};

  @Test
  void labelsGiveStrengthsOnElosScale() throws IOException {
    String file =
        file(
            "two.csv", HEADER + "h,1,a,b,model_a\nh,2,a,b,model_b\nh,3,b,a,model_b\nh,4,a,b,tie\n");
    Evaluation found = evaluate(options(List.of(file), null, List.of(), null));
    // a has 2.5 of 4 points
    double half = 200 * Math.log10(2.5 / 1.5);
    Map<String, Measurement> rows =
        found.measurements().stream()
            .filter(m -> m.metric().equals("Bradley-Terry"))
            .collect(Collectors.toMap(Measurement::subject, Function.identity()));
    assertEquals(1000 + half, rows.get("a").value(), 1e-6);
    assertEquals(1000 - half, rows.get("b").value(), 1e-6);
    assertEquals(4, rows.get("a").n());
    assertTrue(rows.get("a").note().contains("of the prompts strengths do not exist"));
    assertEquals("h", found.basis().judge());
  }

  @Test
  void whoNeverLostRaisesAnAlarmAndThePriorHelps() throws IOException {
    String file = file("never.csv", HEADER + "h,1,a,b,model_a\nh,2,b,c,model_a\nh,3,c,b,model_a\n");
    LeaderboardOptions options = options(List.of(file), null, List.of(), null);
    Evaluation found = evaluate(options);
    assertEquals(1, found.alarms().size());
    assertEquals(List.of("{a}: always above {b, c}", "{b, c}"), found.alarms().get(0).evidence());
    assertTrue(found.measurements().get(0).note().startsWith("not identified"));
    LeaderboardOptions prior =
        new LeaderboardOptions(
            null, options.labels(), null, null, List.of(), null, "x", 1, 4, 5, 50);
    Evaluation helped = evaluate(prior);
    assertEquals(List.of(), helped.alarms());
    assertEquals("a", helped.measurements().get(0).subject());
    assertEquals("Bradley-Terry x", helped.measurements().get(0).metric());
    assertTrue(helped.measurements().get(0).value() > 1000);
  }

  @Test
  void badLabelsAreRefused() throws IOException {
    String twice = file("t.csv", HEADER + "h,1,a,b,model_a\nh,1,a,b,model_b\n");
    String odd = file("o.csv", HEADER + "h,1,a,b,a\n");
    String self = file("s.csv", HEADER + "h,1,a,a,tie\n");
    String mixed = file("m.csv", HEADER + "h,1,a,b,tie\ng,1,a,b,tie\n");
    assertTrue(refusal(twice).contains("were compared on this prompt in"), refusal(twice));
    assertTrue(refusal(odd).contains("winner is \"a\""), refusal(odd));
    assertTrue(refusal(self).contains("a is compared with itself"), refusal(self));
    assertTrue(refusal(mixed).contains("several annotators"), refusal(mixed));
    assertTrue(refusal(mixed).endsWith("choose one of {g=1, h=1}"), refusal(mixed));
  }

  private static String refusal(String file) {
    return assertThrows(
            UserException.class, () -> evaluate(options(List.of(file), null, List.of(), null)))
        .getMessage();
  }

  @Test
  void aMissingVerdictIsCounted() throws IOException {
    String file = file("e.csv", HEADER + "h,1,a,b,tie\nh,2,a,b,\n");
    Games games = ArenaLabels.read("labels", List.of(file), null, new TestFiles());
    assertEquals(1, games.missing());
    assertEquals(1, games.games().size());
  }

  private static Map<String, Double> correlation(Evaluation found) {
    DataTable table =
        found.tables().stream()
            .filter(t -> t.id().equals("judge-correlation"))
            .findFirst()
            .orElseThrow();
    return table.rows().stream()
        .collect(
            Collectors.toMap(
                row -> row.get(0).text() + " " + row.get(1).text(), row -> row.get(2).value()));
  }

  @Test
  void equalJudgesAgreeAndOppositeOnesDisagree() throws IOException {
    int[][] opposite = new int[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        opposite[i][j] = WINS[j][i];
      }
    }
    String file =
        file("j.csv", HEADER + arena("g", 0, WINS) + arena("h", 0, WINS) + arena("o", 0, opposite));
    Map<String, Double> same =
        correlation(evaluate(options(List.of(file), "g", List.of(file), "h")));
    assertEquals(6, same.size());
    same.values().forEach(r -> assertEquals(1, r, 1e-9));
    Map<String, Double> other =
        correlation(evaluate(options(List.of(file), "g", List.of(file), "o")));
    other.values().forEach(r -> assertEquals(-1, r, 1e-9));
  }

  @Test
  void rankCorrelationsByHand() {
    double[] x = {1, 2, 3, 4, 4};
    double[] y = {2, 1, 4, 3, 5};
    double[] r = JudgeCorrelation.statistics(x, y);
    // ranks of x: 1 2 3 4.5 4.5
    double sxy = -2 * -1 + -1 * -2 + 0 * 1 + 1.5 * 0 + 1.5 * 2;
    assertEquals(sxy / Math.sqrt((4 + 1 + 0 + 2.25 + 2.25) * 10), r[0], 1e-12);
    // 7 concordant and 2 discordant pairs, 1 tied in x
    assertEquals((7 - 2) / Math.sqrt(9 * 10.0), r[1], 1e-12);
    double mx = 2.8;
    double[] dx = {1 - mx, 2 - mx, 3 - mx, 4 - mx, 4 - mx};
    double xy = dx[0] * -1 + dx[1] * -2 + dx[2] * 1 + dx[4] * 2;
    double xx = dx[0] * dx[0] + dx[1] * dx[1] + dx[2] * dx[2] + 2 * dx[3] * dx[3];
    assertEquals(xy / Math.sqrt(xx * 10), r[2], 1e-12);
    assertArrayEquals(
        new double[] {Double.NaN, Double.NaN, Double.NaN},
        JudgeCorrelation.statistics(new double[] {1, Double.NaN, 2}, y));
  }

  @Test
  void methodsOfARunPlayAllAgainstAll() {
    EvaluationTask task =
        Fixtures.task(
            null,
            Fixtures.subject("low", "1", "5", "2", "1"),
            Fixtures.subject("mid", "3", "3", "1", "4"),
            Fixtures.subject("high", "5", "1", "3", "3"));
    Judge judge =
        comparisons ->
            comparisons.stream()
                .map(
                    c ->
                        Verdict.of(
                            0.5
                                + 0.5
                                    * Math.signum(
                                        Double.parseDouble(c.first().text())
                                            - Double.parseDouble(c.second().text()))))
                .toList();
    Evaluation found =
        new Leaderboard(
                new GameSource.Played(judge, "numbers"),
                null,
                options(List.of(), null, List.of(), null))
            .evaluate(task);
    // low beats mid in 2 of 4, high in 1; mid beats high in 2
    assertEquals(
        List.of(100 * 3 / 8.0, 100 * 4 / 8.0, 100 * 5 / 8.0),
        found.tables().get(0).rows().stream().map(row -> row.get(8).value()).sorted().toList());
    assertEquals("high", found.measurements().get(0).subject());
    assertEquals(24, found.tables().get(1).rows().get(0).get(1).value());
    assertEquals("numbers", found.basis().judge());
  }

  /** What is missing on the reference's side moves the correlation as much. */
  @Test
  void theReferencesGapsAreToldToo() throws IOException {
    String file =
        file(
            "r.csv",
            HEADER + arena("g", 0, WINS) + arena("h", 0, WINS) + "h,900,a,b,\nh,901,a,c,\n");
    List<String> notes = new ArrayList<>();
    EvaluationTask task =
        new EvaluationTask(
            List.of(), List.of(), null, null, RandomStream.ofSeed(3), Fixtures.noting(notes));
    Evaluation found =
        new LeaderboardPlugin()
            .create(options(List.of(file), "g", List.of(file), "h"), new TestFiles())
            .evaluate(task);
    int others = Arrays.stream(WINS).flatMapToInt(Arrays::stream).sum();
    String caption = found.tables().get(1).caption();
    assertTrue(caption.contains("h: 2 comparisons without a verdict; " + others), caption);
    assertTrue(
        notes.contains("reference: 2 comparisons left out for want of a usable verdict"),
        notes.toString());
    assertTrue(
        notes.contains("reference: " + others + " rows are of other annotators"), notes.toString());
  }

  @Test
  void bothJudgesCost() {
    EvaluationTask task =
        Fixtures.task(
            null,
            Fixtures.subject("low", "1", "2"),
            Fixtures.subject("mid", "2", "1"),
            Fixtures.subject("high", "3", "0"));
    Cost cost = new Cost(1, 10, 2, 0.5, 0);
    Judge paid =
        comparisons ->
            comparisons.stream()
                .map(c -> new Verdict(0.5, Verdict.Label.TIE, "", "", cost))
                .toList();
    DataTable costs =
        new Leaderboard(
                new GameSource.Played(paid, "one"),
                new GameSource.Played(paid, "other"),
                options(List.of(), null, List.of(), null))
            .evaluate(task).tables().stream()
                .filter(t -> t.id().equals("judge-cost"))
                .findFirst()
                .orElseThrow();
    assertEquals(
        List.of("one", "other"), costs.rows().stream().map(row -> row.get(0).text()).toList());
    // three pairs, two prompts, two orders
    costs.rows().forEach(row -> assertEquals(12 * 0.5, row.get(5).value(), 1e-12));
  }

  @Test
  void answersOfDifferentVersionsAreRefused() throws IOException {
    String header = "annotator\tmodel\tindex\tbaseline\tlen_baseline\tlen_model\tpreference\n";
    String baseline =
        file("b.tsv", header + "h\tm\t1\tbase\t30\t40\t2\nh\tn\t1\tbase\t31\t40\t1\n");
    assertTrue(
        refusal(baseline).contains("line 3: the answer of base has 31 code points here and 30 in"),
        refusal(baseline));
    assertTrue(refusal(baseline).contains("files of different versions"), refusal(baseline));
    String model = file("n.tsv", header + "h\tm\t1\tone\t30\t40\t2\nh\tm\t1\ttwo\t30\t41\t1\n");
    assertTrue(refusal(model).contains("the answer of m has 41"), refusal(model));
  }

  @Test
  void aJudgeOrLabelsAreNeeded() {
    LeaderboardPlugin plugin = new LeaderboardPlugin();
    assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), new TestFiles()));
  }
}
