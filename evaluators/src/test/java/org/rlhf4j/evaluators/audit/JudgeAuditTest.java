package org.rlhf4j.evaluators.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.Part;

final class JudgeAuditTest {

  /** Longer first, shorter first, a list first, equal lengths. */
  private static final Rows FILE =
      Rows.of(
          "q|in|a|b|ann|bob|cy|set",
          "q1||long|no|1|1|2|x",
          "q2||no|long|1|1|1|x",
          "q3|more|- a\n- b|abcdefghi|2|2|0|y",
          "q4||so|no|1|2|0|y",
          "q5||long|no|0|0||y");

  private static PairsOptions pairs(String verdict, String swapped, String preference) {
    return new PairsOptions(
        "f.csv",
        "q",
        "in",
        "a",
        "b",
        List.of("ann", "bob", "cy"),
        List.of("set"),
        List.of(),
        List.of(),
        verdict,
        swapped,
        preference,
        "1",
        "2",
        "0");
  }

  private static PairsOptions recorded(
      List<String> labels, String verdict, String swapped, String preference) {
    return recorded(labels, List.of(), List.of(), verdict, swapped, preference);
  }

  private static PairsOptions recorded(
      List<String> labels,
      List<String> judge,
      List<String> item,
      String verdict,
      String swapped,
      String preference) {
    return new PairsOptions(
        "f",
        "",
        "",
        "",
        "",
        labels,
        List.of(),
        judge,
        item,
        verdict,
        swapped,
        preference,
        "1",
        "2",
        "0");
  }

  private static JudgeAuditOptions options(
      @Nullable Part<Judge> judge, PairsOptions pairs, @Nullable Boolean again) {
    return new JudgeAuditOptions(judge, List.of(), pairs, again, "");
  }

  private static Evaluation audit(Asked judge) {
    return FILE.evaluate(
        new JudgeAuditPlugin(), options(judge.part("lm"), pairs("", "", ""), null));
  }

  private static double percent(Evaluation found, String subset, String measure) {
    return Rows.number(found, "audit", "value (%)", subset, measure);
  }

  @Test
  void aJudgeThatPrefersTheLonger() {
    Cost cost = new Cost(1, 10, 2, 0.5, 0.25);
    Asked judge =
        new Asked(
            c -> {
              int more = Integer.compare(c.first().text().length(), c.second().text().length());
              Verdict v = Verdict.of(0.5 + 0.5 * more);
              return new Verdict(v.preferFirst(), v.label(), "", "", cost);
            });
    Evaluation found = audit(judge);
    // people: first, first, second, undecided, tie; the judge: first, second, second, tie, first.
    assertEquals(100 * 2 / 3.0, percent(found, "all", "accuracy"), 1e-12);
    assertEquals(50, percent(found, "x", "accuracy"), 1e-12);
    assertEquals(100, percent(found, "y", "accuracy"), 1e-12);
    assertEquals(0, percent(found, "all", "flip rate"));
    assertEquals(50, percent(found, "all", "P(first)"), 1e-12);
    assertEquals(100, percent(found, "all", "P(longer)"), 1e-12);
    assertEquals((1 + 0 + 1 + 0.5) / 4 * 100, percent(found, "all", "P(longer) of people"), 1e-12);
    assertEquals(0, percent(found, "all", "P(list)"), 1e-12);
    assertEquals(100, percent(found, "all", "self-agreement"), 1e-12);
    assertEquals(4, Rows.number(found, "counts", "labelled", "all"));
    assertEquals(1, Rows.number(found, "counts", "people undecided", "all"));
    assertEquals(2, Rows.number(found, "counts", "right in both", "all"));
    assertEquals(5, Rows.number(found, "counts", "same in both", "all"));
    assertEquals(1, Rows.number(found, "counts", "kappa of the orders", "all"), 1e-12);
    assertEquals(15, Rows.number(found, "cost", "calls"));
    assertEquals(150, Rows.number(found, "cost", "prompt tokens"));
    assertEquals(7.5, Rows.number(found, "cost", "money"));
    assertNull(found.basis().judge(), "its row says who judged");
    assertEquals("lm", found.measurements().get(0).subject());
    assertTrue(judge.closed);
    assertEquals(15, judge.asked.size());
    assertEquals("q3\n\nmore", judge.asked.get(2).prompt().text());
    assertEquals(judge.asked.get(0).swapped(), judge.asked.get(5));
    assertEquals(judge.asked.get(0).again(), judge.asked.get(10));
    assertEquals(3, found.charts().get(0).series().get(0).points().size());
  }

  @Test
  void aJudgeThatAlwaysSaysFirst() {
    Evaluation found = audit(new Asked(c -> Verdict.of(1)));
    assertEquals(50, percent(found, "all", "accuracy"), 1e-12);
    assertEquals(100, percent(found, "all", "flip rate"));
    assertEquals(100, percent(found, "all", "P(first)"), 1e-12);
    assertEquals(50, percent(found, "all", "P(longer)"), 1e-12);
    assertEquals(0, Rows.number(found, "counts", "same in both", "all"));
    assertEquals(0, Rows.number(found, "counts", "right in both", "all"));
    assertEquals(2, Rows.number(found, "counts", "right", "all"));
    assertEquals(1, Rows.number(found, "counts", "right, swapped", "all"));
  }

  @Test
  void unusableVerdictsCountNeitherWayAndAreShown() {
    Verdict none = new Verdict(0.5, Verdict.Label.UNPARSED, "");
    // the first two pairs are never read, the third in one order only
    Asked judge =
        new Asked(
            c -> {
              String q = c.prompt().text();
              boolean lost = q.equals("q1") || q.equals("q2");
              boolean half = q.startsWith("q3") && c.first().text().startsWith("-");
              return lost || half ? none : Verdict.of(1);
            });
    Evaluation found = audit(judge);
    // only the swapped q3 is there: it says first, which is the row's second, as people do
    assertEquals(100, percent(found, "all", "accuracy"), 1e-12);
    assertEquals(1, Rows.number(found, "audit", "n", "all", "accuracy"));
    assertEquals(2, Rows.number(found, "audit", "n", "all", "flip rate"));
    assertEquals(2, Rows.number(found, "counts", "unusable in both", "all"));
    assertEquals(3 * 2 + 2, Rows.number(found, "counts", "unusable", "all"));
    Measurement unusable =
        found.measurements().stream().filter(m -> m.metric().equals("unusable")).findFirst().get();
    assertEquals(8, unusable.value());
    assertEquals(15, unusable.n());
  }

  @Test
  void recordedVerdicts() {
    Rows file = Rows.of("h|v|w|p", "1|1|1|1.2", "2|2|1|1.9", "2|None||", "1|0|0|1.5");
    PairsOptions labels = recorded(List.of("h"), "v", "w", "");
    Evaluation found = file.evaluate(new JudgeAuditPlugin(), options(null, labels, false));
    // right; right and wrong; nothing; two ties
    assertEquals(100 * (1 + 0.5 + 0.5) / 3, percent(found, "all", "accuracy"), 1e-12);
    assertEquals(50, percent(found, "all", "flip rate"), 1e-12); // two ties are no flip
    assertEquals(2, Rows.number(found, "counts", "right", "all"));
    assertEquals(1, Rows.number(found, "counts", "right, swapped", "all"));
    assertEquals(2, Rows.number(found, "counts", "unusable", "all"));
    assertEquals("recorded verdicts", found.measurements().get(0).subject());
    PairsOptions soft = recorded(List.of(), "", "", "p");
    Evaluation preferences = file.evaluate(new JudgeAuditPlugin(), options(null, soft, false));
    assertEquals(100 * (0.8 + 0.1 + 0.5) / 3, percent(preferences, "all", "P(first)"), 1e-9);
    assertEquals(1, Rows.number(preferences, "counts", "unusable", "all"));
    assertTrue(preferences.measurements().stream().noneMatch(m -> m.metric().equals("accuracy")));
  }

  /** Of both-orders and of audits: an answer against a tie is no flip, and is counted beside. */
  @Test
  void aTieAgainstAnAnswerIsNoFlip() {
    Asked judge =
        new Asked(
            c -> {
              boolean there = c.first().text().compareTo(c.second().text()) > 0;
              return switch (c.prompt().text()) {
                case "q1" -> Verdict.of(1); // flips
                case "q2" -> Verdict.of(there ? 0.5 : 1); // a tie in one order
                case "q4" -> Verdict.of(0.5); // two ties
                default -> Verdict.of(there ? 1 : 0); // the same answer
              };
            });
    Evaluation found =
        FILE.evaluate(new JudgeAuditPlugin(), options(judge.part("lm"), pairs("", "", ""), false));
    assertEquals(100 / 3.0, percent(found, "all", "flip rate"), 1e-12);
    assertEquals(3, Rows.number(found, "audit", "n", "all", "flip rate"));
    assertEquals(1, Rows.number(found, "counts", "decided in one", "all"));
    assertEquals(3, Rows.number(found, "counts", "same in both", "all"));
    assertEquals(10, judge.asked.size(), "it was not to be asked again");
  }

  @Test
  void lists() {
    assertTrue(AuditNumbers.isList("Here:\n1. one\n2. two"));
    assertTrue(AuditNumbers.isList("* one\n\ntext\n  \u2022 two"));
    assertFalse(AuditNumbers.isList("- only one"));
    assertFalse(AuditNumbers.isList("-1 and\n-2, 3.5 or\n4.5"));
    assertFalse(AuditNumbers.isList("**bold**\n**bold**"));
  }

  private static String refused(Rows rows, JudgeAuditOptions options) {
    JudgeAuditPlugin plugin = new JudgeAuditPlugin();
    return assertThrows(UserException.class, () -> rows.evaluate(plugin, options)).getMessage();
  }

  @Test
  void badInputIsRefusedBeforeTheJudgeIsMade() {
    Asked judge = new Asked(c -> Verdict.of(1));
    Part<Judge> part = judge.part("lm");
    Rows twice = Rows.of("q|in|a|b|ann|bob|cy|set", "q||x|y|1|1|1|s", "q||x|y|2|2|2|s");
    assertTrue(refused(twice, options(part, pairs("", "", ""), false)).contains("row 3 is row 2"));
    Rows beyond = Rows.of("q|in|a|b|ann|bob|cy|set", "q||x|y|1|3|1|s");
    assertTrue(
        refused(beyond, options(part, pairs("", "", ""), false))
            .startsWith("line 2: the label \"3\" in \"bob\" is not one of 1, 2, 0"));
    Rows preference = Rows.of("q|in|a|b|ann|bob|cy|set|p", "q||x|y|1|1|1|s|0.5");
    assertTrue(
        refused(preference, options(null, pairs("", "", "p"), false)).contains("lies in [1, 2]"));
    assertTrue(refused(FILE, options(null, pairs("", "", ""), false)).contains("nobody judges"));
    assertTrue(refused(FILE, options(part, pairs("ann", "", ""), false)).contains("not both"));
    assertTrue(refused(FILE, options(null, pairs("ann", "", ""), true)).contains("again"));
    assertTrue(refused(FILE, options(part, new PairsOptions(), false)).contains("path is missing"));
    assertTrue(refused(FILE, options(part, pairs("", "none", ""), false)).contains("swapped"));
    assertTrue(judge.asked.isEmpty());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PairsOptions(
                "", "", "", "", "", List.of(), List.of(), List.of(), List.of(), "", "", "", "1",
                "1", ""));
  }

  /** Items 0 to 3, each asked of two models in two ways. */
  private static Rows benchmark() {
    return Rows.of(
        "item|model|way|h|v|w",
        "0|large|plain|1|1|1",
        "0|large|slow|1|1|1",
        "1|large|plain|1|2|2",
        "1|large|slow|1|2|2",
        "2|large|plain|2|2|2",
        "2|large|slow|2|2|2",
        "3|large|plain|2|2|2",
        "3|large|slow|2|2|2",
        "0|small|plain|1|1|2",
        "0|small|slow|1|1|2",
        "1|small|plain|1|2|2",
        "1|small|slow|1|2|2",
        "2|small|plain|2|1|1",
        "2|small|slow|2|1|1",
        "3|small|plain|2|2|2",
        "3|small|slow|2|2|2");
  }

  @Test
  void eachJudgeOfAFileHasARowAndItemsAreResampled() {
    PairsOptions pairs = recorded(List.of("h"), List.of("model"), List.of("item"), "v", "w", "");
    Evaluation found = benchmark().evaluate(new JudgeAuditPlugin(), options(null, pairs, false));
    List<Measurement> accuracy =
        found.measurements().stream().filter(m -> m.metric().equals("accuracy")).toList();
    assertEquals(List.of("large", "small"), accuracy.stream().map(Measurement::subject).toList());
    Measurement large = accuracy.get(0);
    assertEquals(75, large.value(), 1e-12);
    // asked twice, four items tell as much as asked once: sd of 100, 0, 100, 100 is 50
    assertEquals(25, large.standardError(), 1e-12);
    assertEquals("verdicts on 4 items", large.note());
    PairsOptions once = recorded(List.of("h"), List.of("model"), List.of(), "v", "w", "");
    Rows plain =
        new Rows(benchmark().rows().stream().filter(r -> r.text("way").equals("plain")).toList());
    Measurement alone =
        plain.evaluate(new JudgeAuditPlugin(), options(null, once, false)).measurements().get(0);
    assertEquals(alone.interval().low(), large.interval().low(), 1e-9);
    assertEquals(alone.interval().high(), large.interval().high(), 1e-9);
    assertEquals("", alone.note());
  }

  /** Subsets of a file that does not say what its rows are about may hold one item many times. */
  @Test
  void whoDoesNotNameItemsIsTold() {
    PairsOptions pairs = bySubset(false, "model");
    Measurement large = accuracies(benchmark(), pairs).get(0);
    assertEquals("large", large.subject());
    assertTrue(large.note().startsWith("each row counts as an item of its own; name item"));
  }

  /** The benchmark with its texts in the place of its numbers. */
  private static Rows texts() {
    List<String> lines = new ArrayList<>(List.of("q|a|b|model|way|h|v|w"));
    for (DataRow row : benchmark().rows()) {
      String item = row.text("item");
      lines.add(
          String.join(
              "|",
              "q" + item,
              "yes " + item,
              "no " + item,
              row.text("model"),
              row.text("way"),
              row.text("h"),
              row.text("v"),
              row.text("w")));
    }
    return Rows.of(lines.toArray(String[]::new));
  }

  private static PairsOptions bySubset(boolean texts, String... subset) {
    return new PairsOptions(
        "f",
        texts ? "q" : "",
        "",
        texts ? "a" : "",
        texts ? "b" : "",
        List.of("h"),
        List.of(subset),
        List.of(),
        List.of(),
        "v",
        "w",
        "",
        "1",
        "2",
        "0");
  }

  private static List<Measurement> accuracies(Rows file, PairsOptions pairs) {
    return file
        .evaluate(new JudgeAuditPlugin(), options(null, pairs, false))
        .measurements()
        .stream()
        .filter(m -> m.metric().equals("accuracy"))
        .toList();
  }

  /** Whoever calls the column of who judged a subset still gets a row for each. */
  @Test
  void subsetsThatAreAboutTheSameItemsAreRows() {
    List<Measurement> models = accuracies(texts(), bySubset(true, "model"));
    assertEquals(List.of("large", "small"), models.stream().map(Measurement::subject).toList());
    assertEquals(25, models.get(0).standardError(), 1e-12);
    assertEquals("verdicts on 4 items", models.get(0).note());
    for (boolean texts : new boolean[] {true, false}) {
      List<Measurement> ways =
          accuracies(texts ? texts() : benchmark(), bySubset(texts, "model", "way"));
      assertEquals(
          List.of("large / plain", "large / slow", "small / plain", "small / slow"),
          ways.stream().map(Measurement::subject).toList());
      assertEquals(25, ways.get(0).standardError(), 1e-12);
    }
  }

  /** The same texts are the same item, however often the file has them. */
  @Test
  void itemsAreKnownByTheirTexts() {
    Rows large =
        new Rows(texts().rows().stream().filter(r -> r.text("model").equals("large")).toList());
    Evaluation found = large.evaluate(new JudgeAuditPlugin(), options(null, bySubset(true), false));
    Measurement accuracy = found.measurements().get(0);
    assertEquals(25, accuracy.standardError(), 1e-12);
    assertEquals("verdicts on 4 items", accuracy.note());
    String caption = found.tables().get(0).caption();
    assertTrue(caption.contains("items (known by their texts) are taken as independent"), caption);
    Rows copied = new Rows(List.of(large.rows().get(0), large.rows().get(0)));
    assertTrue(refused(copied, options(null, bySubset(true), false)).contains("once more"));
  }

  /** Parts of a benchmark have items of their own, and remain parts of one judge's row. */
  @Test
  void subsetsWithItemsOfTheirOwnAreSubsets() {
    Rows file = Rows.of("q|a|b|set|h|v|w", "q1|x|y|s|1|1|1", "q2|x|y|s|1|1|1", "q3|x|y|t|2|1|1");
    Evaluation found =
        file.evaluate(new JudgeAuditPlugin(), options(null, bySubset(true, "set"), false));
    assertEquals("recorded verdicts", found.measurements().get(0).subject());
    assertEquals(0, percent(found, "t", "accuracy"), 1e-12);
  }

  /** As rows of reward-accuracy have it, for judges that compare with a right answer. */
  @Test
  void aRightAnswerOfTheFileReachesTheJudge() {
    for (String column : List.of("reference", "answer")) {
      Asked judge = new Asked(c -> Verdict.of(1));
      Rows.of("q|in|a|b|ann|bob|cy|set|" + column, "6 * 7|now|42|43|1|1|1|s|42")
          .evaluate(new JudgeAuditPlugin(), options(judge.part("lm"), pairs("", "", ""), false));
      assertEquals("42", judge.asked.get(0).prompt().reference());
    }
  }

  /** Entries that audit a judge each, on the same pairs: what they found stands in one table. */
  @Test
  void auditsOfSeveralJudgesRestUponTheSame() {
    Asked judge = new Asked(c -> Verdict.of(1));
    Evaluation one =
        FILE.evaluate(new JudgeAuditPlugin(), options(judge.part("a"), pairs("", "", ""), false));
    Evaluation other =
        FILE.evaluate(new JudgeAuditPlugin(), options(judge.part("b"), pairs("", "", ""), false));
    assertEquals(one.basis().judge(), other.basis().judge());
    DataTable who =
        one.tables().stream().filter(t -> t.id().equals("judges")).findFirst().orElseThrow();
    assertEquals("a", who.rows().get(0).get(1).text(), "its identity is still told");
  }

  /** JudgeBench: more verdicts right than wrong; two that differ are wrong together. */
  @Test
  void bothOrdersTogetherOrApart() {
    Rows file =
        Rows.of(
            "h|v|w", "1|1|1", "1|1|0", "1|1|2", "1|0|0", "1|0|2", "1|None|1", "2|None|", "0|0|0");
    Evaluation found =
        file.evaluate(
            new JudgeAuditPlugin(), options(null, recorded(List.of("h"), "v", "w", ""), false));
    // right, half and a tie, flipped, two ties, wrong and a tie, one order alone, nothing
    assertEquals(
        100 * (1 + 0.75 + 0.5 + 0.5 + 0.25 + 1) / 6, percent(found, "all", "accuracy"), 1e-12);
    assertEquals(
        100 * (1 + 1 + 0 + 0 + 0 + 1 + 0) / 7.0,
        percent(found, "all", "accuracy, orders together"),
        1e-12);
  }

  @Test
  void severalJudgesAreRowsOfOneTable() {
    Asked first = new Asked(c -> Verdict.of(1));
    Asked tie = new Asked(c -> Verdict.of(0.5));
    JudgeAuditOptions several =
        new JudgeAuditOptions(
            null,
            List.of(first.part("lm"), tie.part("lm"), first.part("rule")),
            pairs("", "", ""),
            false,
            "");
    Evaluation found = FILE.evaluate(new JudgeAuditPlugin(), several);
    assertEquals(
        List.of("lm", "lm 2", "rule"),
        found.measurements().stream()
            .filter(m -> m.metric().equals("accuracy"))
            .map(Measurement::subject)
            .toList());
    assertNull(found.basis().judge());
    assertEquals(100, Rows.number(found, "audit", "value (%)", "lm", "all", "flip rate"));
    assertEquals(50, Rows.number(found, "audit", "value (%)", "lm 2", "all", "P(first)"), 1e-12);
    JudgeAuditOptions both =
        new JudgeAuditOptions(
            first.part("lm"), List.of(tie.part("lm")), pairs("", "", ""), false, "");
    assertTrue(refused(FILE, both).contains("judge or judges, not both"));
  }

  @Test
  void bothOrdersAreAskedUnderOneId() {
    Asked judge = new Asked(c -> Verdict.of(1));
    audit(judge);
    List<String> there = judge.asked.subList(0, 5).stream().map(Comparison::id).toList();
    assertEquals(there, judge.asked.subList(5, 10).stream().map(Comparison::id).toList());
  }
}
