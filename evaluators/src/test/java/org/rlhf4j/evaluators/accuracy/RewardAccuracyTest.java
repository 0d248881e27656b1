package org.rlhf4j.evaluators.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.testkit.FunctionReward;

final class RewardAccuracyTest {

  private static final RewardModel LENGTH = new FunctionReward(r -> r.answer().text().length());

  @TempDir Path folder;
  private FileContext context;

  @BeforeEach
  void makeContext() {
    context = new FileContext(folder);
  }

  private static RewardAccuracyOptions options(
      String pairs, RewardModel reward, Ties ties, Layout layout) {
    return new RewardAccuracyOptions(
        "reward accuracy",
        pairs,
        null,
        reward == null ? null : FileContext.part("rm", reward),
        ties,
        layout,
        Map.of(),
        Map.of(),
        Overall.SECTIONS,
        200);
  }

  private Evaluation evaluate(RewardAccuracyOptions options) {
    return new RewardAccuracyPlugin().create(options, context).evaluate(Setting.task());
  }

  private static String scored(String subset, double chosen, double rejected) {
    return "{\"subset\": \""
        + subset
        + "\", \"chosenScore\": "
        + chosen
        + ", \"rejectedScore\": "
        + rejected
        + "}";
  }

  private static List<String> rows(String subset, int right, int wrong) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < right + wrong; i++) {
      rows.add(scored(subset, i < right ? 1 : 0, 0.5));
    }
    return rows;
  }

  /** RewardBench's score by hand: prompt-weighted sections, and their plain mean. */
  @Test
  void rewardBench() {
    List<String> rows = new ArrayList<>();
    rows.addAll(rows("alpacaeval-easy", 9, 1));
    rows.addAll(rows("mt-bench-easy", 1, 1));
    rows.addAll(rows("mt-bench-hard", 2, 2));
    rows.addAll(rows("donotanswer", 3, 1));
    rows.addAll(rows("math-prm", 3, 1));
    rows.addAll(rows("hep-cpp", 5, 11));
    rows.addAll(rows("elsewhere", 7, 0));
    String file = context.file("bench.jsonl", rows.toArray(String[]::new));
    Evaluation found = evaluate(options(file, null, Ties.WRONG, Layout.REWARD_BENCH));
    double chat = 100 * 10 / 12.0;
    double reasoning = (984 * 75 + 16 * 100 * 5 / 16.0) / 1000;
    DataTable table = Setting.table(found, "accuracy");
    assertEquals(chat, Setting.cell(table, "accuracy (%)", "file", "Chat").value(), 1e-9);
    assertEquals(reasoning, Setting.cell(table, "accuracy (%)", "file", "Reasoning").value(), 1e-9);
    Measurement all = Setting.measurement(found, "file", "reward accuracy");
    assertEquals((chat + 50 + 75 + reasoning) / 4, all.value(), 1e-9);
    assertEquals(40, all.n());
    assertTrue(table.caption().contains("not counted: elsewhere"), table.caption());
    assertTrue(table.caption().contains("refusals-offensive"), table.caption());
    // of Chat Hard alone: 2 of 4
    double error = Setting.cell(table, "accuracy (%)", "file", "Chat Hard").standardError();
    assertEquals(100 * Math.sqrt(4 * 0.25 / 3) / 2, error, 1e-9);
  }

  @Test
  void tiesAreCountedApart() {
    String file =
        context.file(
            "ties.jsonl",
            scored("a", 1, 0),
            scored("a", 1, 1),
            scored("a", 0, 1),
            scored("a", 2, 1));
    Evaluation wrong = evaluate(options(file, null, Ties.WRONG, Layout.SUBSETS));
    assertEquals(50, Setting.measurement(wrong, "file", "reward accuracy").value(), 1e-12);
    assertEquals("1 ties", Setting.measurement(wrong, "file", "reward accuracy").note());
    Evaluation half = evaluate(options(file, null, Ties.HALF, Layout.SUBSETS));
    assertEquals(62.5, Setting.measurement(half, "file", "reward accuracy").value(), 1e-12);
    DataTable table = Setting.table(half, "accuracy");
    assertEquals(2, Setting.cell(table, "right", "file", "a", "a").value());
    assertEquals(1, Setting.cell(table, "tied", "file", "a", "a").value());
    assertEquals(1, Setting.cell(table, "wrong", "file", "a", "a").value());
    DataTable margins = Setting.table(half, "margins");
    assertEquals(0.25, Setting.cell(margins, "mean", "file", "all pairs").value(), 1e-12);
    assertEquals(0.5, Setting.cell(margins, "50 %", "file", "all pairs").value(), 1e-12);
  }

  /** Of 10 pairs and of 2, as in JudgeBench, whose overall counts pairs. */
  @Test
  void sectionsOrPairsCountAlike() {
    List<String> rows = new ArrayList<>(rows("math", 9, 1));
    rows.addAll(rows("coding", 0, 2));
    String file = context.file("subsets.jsonl", rows.toArray(String[]::new));
    RewardAccuracyOptions sections = options(file, null, Ties.WRONG, Layout.SUBSETS);
    Measurement one = Setting.measurement(evaluate(sections), "file", "reward accuracy");
    assertEquals(45, one.value(), 1e-12);
    assertTrue(one.note().startsWith("mean of 2 sections"), one.note());
    RewardAccuracyOptions pairs =
        new RewardAccuracyOptions(
            "reward accuracy",
            file,
            null,
            null,
            Ties.WRONG,
            Layout.SUBSETS,
            Map.of(),
            Map.of(),
            Overall.PAIRS,
            200);
    Evaluation found = evaluate(pairs);
    Measurement other = Setting.measurement(found, "file", "reward accuracy");
    assertEquals(75, other.value(), 1e-12);
    assertTrue(other.note().startsWith("mean of all pairs"), other.note());
    assertEquals(100 * Math.sqrt(0.75 * 0.25 / 11), other.standardError(), 1e-9);
    DataTable table = Setting.table(found, "accuracy");
    assertEquals(45, Setting.cell(table, "accuracy (%)", "file", "all sections").value(), 1e-12);
    assertEquals(75, Setting.cell(table, "accuracy (%)", "file", "all pairs").value(), 1e-12);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new RewardAccuracyOptions(
                "x",
                file,
                null,
                null,
                Ties.WRONG,
                Layout.SUBSETS,
                Map.of(),
                Map.of("math", 2.0),
                Overall.PAIRS,
                200));
  }

  @Test
  void aRewardSeesTheReferenceOfAPair() {
    String file =
        context.file(
            "references.jsonl",
            "{\"prompt\": \"1 + 1\", \"chosen\": \"2\", \"rejected\": \"3\","
                + " \"reference\": \"2\"}",
            "{\"prompt\": \"1 + 2\", \"chosen\": \"4\", \"rejected\": \"3\", \"answer\": \"3\"}");
    RewardModel right =
        new FunctionReward(
            r -> r.answer().text().equals(String.valueOf(r.prompt().reference())) ? 1 : 0);
    Evaluation found = evaluate(options(file, right, Ties.WRONG, Layout.SUBSETS));
    assertEquals(50, Setting.measurement(found, "rm", "reward accuracy").value(), 1e-12);
    DataTable table = Setting.table(found, "accuracy");
    assertEquals(1, Setting.cell(table, "wrong", "rm", "all", "all").value());
  }

  private static String texts(String chosen, String rejected) {
    return "{\"prompt\": \"q\", \"chosen\": \""
        + chosen
        + "\", \"rejected\": \""
        + rejected
        + "\"}";
  }

  @Test
  void aRewardThatLikesLength() {
    String file =
        context.file(
            "pairs.jsonl",
            texts("aaaa", "a"),
            texts("aaa", "a"),
            texts("a", "aa"),
            texts("bb", "aa"),
            texts("same", "same"));
    Evaluation found = evaluate(options(file, LENGTH, Ties.WRONG, Layout.SUBSETS));
    assertEquals(40, Setting.measurement(found, "rm", "reward accuracy").value(), 1e-12);
    assertEquals(
        "2 ties, 1 pairs of the same text",
        Setting.measurement(found, "rm", "reward accuracy").note());
    DataTable bias = Setting.table(found, "length-bias");
    // a point of reward a character
    assertEquals(100, Setting.cell(bias, "slope", "rm").value(), 1e-9);
    assertEquals(100, Setting.cell(bias, "accuracy, chosen longer (%)", "rm").value());
    assertEquals(0, Setting.cell(bias, "accuracy, chosen shorter (%)", "rm").value());
    assertEquals("rm", found.basis().judge());
    // the longer of the five: right, right, wrong, as long, the same
    Measurement alone = Setting.measurement(found, "rm", "reward accuracy, length alone");
    assertEquals(40, alone.value(), 1e-12);
    assertEquals(null, found.basis(alone.metric()).judge());
  }

  @Test
  void sectionsAndWeightsOfTheSpec() {
    List<String> rows = new ArrayList<>(rows("a", 1, 3));
    rows.addAll(rows("b", 1, 0));
    String file = context.file("own.jsonl", rows.toArray(String[]::new));
    RewardAccuracyOptions options =
        new RewardAccuracyOptions(
            "x",
            file,
            null,
            null,
            Ties.WRONG,
            Layout.SUBSETS,
            Map.of("both", List.of("a", "b")),
            Map.of("b", 4.0),
            Overall.SECTIONS,
            100);
    assertEquals(62.5, Setting.measurement(evaluate(options), "file", "x").value(), 1e-12);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    String mixed = context.file("mixed.jsonl", texts("a", "b"), scored("a", 1, 0));
    assertRefused(options(mixed, null, Ties.WRONG, Layout.SUBSETS), "1 of 2 rows have scores");
    String file = context.file("scored.jsonl", scored("a", 1, 0));
    assertRefused(options(file, LENGTH, Ties.WRONG, Layout.SUBSETS), "have scores already");
    assertRefused(options(file, null, Ties.WRONG, Layout.REWARD_BENCH), "none of the subsets");
    assertRefused(options(null, null, Ties.WRONG, Layout.SUBSETS), "either pairs");
    String neither = context.file("neither.jsonl", "{\"prompt\": \"q\"}");
    assertRefused(options(neither, null, Ties.WRONG, Layout.SUBSETS), "line 1: a pair needs");
    String half = context.file("half.jsonl", "{\"chosenScore\": 1}");
    assertRefused(options(half, null, Ties.WRONG, Layout.SUBSETS), "\"rejectedScore\" is missing");
  }

  private void assertRefused(RewardAccuracyOptions options, String message) {
    UserException e = assertThrows(UserException.class, () -> evaluate(options));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
