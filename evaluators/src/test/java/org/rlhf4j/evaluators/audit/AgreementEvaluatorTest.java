package org.rlhf4j.evaluators.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.run.RunLog;

final class AgreementEvaluatorTest {

  private static final Rows WIDE = Rows.of("q|ann|bob", "1|A|A", "2|A|B", "3|B|B", "4|B|B", "5|A|");

  private static AgreementOptions options(LabelsOptions file, Level level) {
    return new AgreementOptions(file, List.of(), "sft", 0, level, 50, "people");
  }

  private static LabelsOptions labels(String item, String rater, String... columns) {
    return new LabelsOptions("f.csv", item, rater, List.of(columns), List.of());
  }

  private static Evaluation measure(Rows rows, LabelsOptions file, Level level) {
    return rows.evaluate(new AgreementPlugin(), options(file, level));
  }

  private static String refused(Rows rows, LabelsOptions file, Level level) {
    return assertThrows(UserException.class, () -> measure(rows, file, level)).getMessage();
  }

  private static double value(Evaluation evaluation, String coefficient) {
    return Rows.number(evaluation, "agreement", "value", coefficient);
  }

  @Test
  void aColumnForEachRater() {
    Evaluation found = measure(WIDE, labels("q", "", "ann", "bob"), Level.NOMINAL);
    // by hand: 3 of 4 agree; p_e = 1/2 1/4 + 1/2 3/4
    assertEquals(0.75, value(found, "raw agreement"), 1e-12);
    assertEquals((0.75 - 0.5) / 0.5, value(found, "Cohen's kappa"), 1e-12);
    assertEquals(0.5, Rows.number(found, "pairs", "Cohen's kappa", "ann", "bob"), 1e-12);
    // 3 A and 5 B: alpha = 1 - 7 * 1 / (3 * 5)
    assertEquals(1 - 7 / 15.0, value(found, "Krippendorff's alpha (nominal)"), 1e-12);
    assertEquals(1, Rows.number(found, "counts", "how many", "missing or unusable labels"));
    assertEquals(1, Rows.number(found, "counts", "how many", "items with fewer than two labels"));
    assertEquals(
        2, Rows.number(found, "counts", "how many", "items whose most frequent label is A"));
    assertEquals(
        1, Rows.number(found, "counts", "how many", "items without a most frequent label"));
    assertEquals(60, Rows.number(found, "raters", "A (%)", "ann"), 1e-12);
    assertEquals(75, Rows.number(found, "raters", "with the majority (%)", "bob"), 1e-12);
    Measurement fleiss = found.measurements().get(2);
    assertEquals("Fleiss' kappa", fleiss.metric());
    assertTrue(fleiss.note().startsWith("it needs equally many labels"), fleiss.note());
  }

  @Test
  void aRowForEachLabelAndAListSayTheSame() {
    Rows rows =
        Rows.of(
            "id|who|label",
            "1|ann|A",
            "1|bob|A",
            "2|ann|A",
            "2|bob|B",
            "3|ann|B",
            "3|bob|B",
            "4|bob|B",
            "4|ann|B");
    Rows lists =
        Rows.of("all", "[\"A\", \"A\"]", "[\"A\",\"B\", null]", "[\"B\", \"B\"]", "[B, B]");
    Evaluation one = measure(rows, labels("id", "who", "label"), Level.NOMINAL);
    Evaluation two = measure(lists, labels("", "", "all"), Level.NOMINAL);
    for (String c : List.of("raw agreement", "Fleiss' kappa", "Krippendorff's alpha (nominal)")) {
      assertEquals(value(one, c), value(two, c), 1e-12);
    }
    assertEquals(0.75, value(one, "raw agreement"));
  }

  @Test
  void numbersHaveDistances() {
    Rows rows = Rows.of("a|b", "1|2", "3|3", "-1|1.5");
    Evaluation found = measure(rows, labels("", "", "a", "b"), Level.INTERVAL);
    // by hand: (1 + 6.25) / 3 against the mean square of all 15 pairs of 1 2 3 3 -1 1.5
    double[] all = {1, 2, 3, 3, -1, 1.5};
    double sum = 0;
    for (double x : all) {
      for (double y : all) {
        sum += (x - y) * (x - y);
      }
    }
    double alpha = 1 - (7.25 / 3) / (sum / 30);
    assertEquals(alpha, value(found, "Krippendorff's alpha (interval)"), 1e-12);
  }

  @Test
  void badFilesAreRefused() {
    LabelsOptions wide = labels("q", "", "ann", "bob");
    assertTrue(
        refused(Rows.of("q|ann|bob", "1|A|A", "1|A|B"), wide, Level.NOMINAL)
            .contains("\"1\" in lines 2 and 3"));
    assertTrue(
        refused(WIDE, new LabelsOptions("f", "q", "", List.of("ann"), List.of("A")), Level.NOMINAL)
            .startsWith("line 4: the label \"B\" is not one of A"));
    assertTrue(refused(WIDE, wide, Level.ORDINAL).contains("\"A\" is not a finite number"));
    assertTrue(refused(WIDE, labels("q", "", "cy"), Level.NOMINAL).contains("cy is missing"));
    assertTrue(refused(WIDE, labels("q", "", ""), Level.NOMINAL).contains("is missing"));
    assertTrue(refused(Rows.of("q|ann|bob", "1||"), wide, Level.NOMINAL).contains("has no label"));
    assertTrue(
        refused(
                Rows.of("id|who|label", "1|ann|A", "1|ann|B"),
                labels("id", "who", "label"),
                Level.NOMINAL)
            .startsWith("ann labelled 1 more than once"));
    assertTrue(
        refused(WIDE, labels("q", "ann", "ann", "bob"), Level.NOMINAL).contains("leave one"));
    assertThrows(
        UserException.class,
        () -> WIDE.evaluate(new AgreementPlugin(), new AgreementPlugin().defaults()));
  }

  @Test
  void oneRaterOrNoOverlapIsShown() {
    Evaluation alone = measure(WIDE, labels("q", "", "ann"), Level.NOMINAL);
    assertTrue(
        alone.measurements().stream()
            .allMatch(m -> Double.isNaN(m.value()) && m.note().equals("there is one rater only")));
    Rows apart = Rows.of("q|ann|bob", "1|A|", "2||B");
    Evaluation none = measure(apart, labels("q", "", "ann", "bob"), Level.NOMINAL);
    assertEquals("no item has labels of two raters", none.measurements().get(0).note());
  }

  private static EvaluationTask task(int n) {
    List<Prompt> prompts =
        IntStream.range(0, n).mapToObj(i -> new Prompt("p" + i, "?" + i)).toList();
    return new EvaluationTask(
        prompts,
        List.of(subject("sft", "a", n), subject("dpo", "b", n), subject("ppo", "c", n)),
        null,
        null,
        RandomStream.ofSeed(1),
        RunLog.silent());
  }

  private static Subject subject(String name, String answer, int n) {
    Completion completion =
        new Completion(
            new Answer(answer, new int[1]), Completion.Finish.STOP, new float[1], new float[1]);
    return new Subject(name, IntStream.range(0, n).mapToObj(i -> completion).toList(), null);
  }

  private static Evaluator judges(int sample, List<Part<Judge>> judges) {
    AgreementOptions options =
        new AgreementOptions(
            new LabelsOptions(), judges, "sft", sample, Level.NOMINAL, 20, "judges");
    return new AgreementPlugin().create(options, WIDE);
  }

  @Test
  void judgesAreAskedTheSameAndAPoolIsItsMembers() {
    Asked first = new Asked(c -> Verdict.of(1));
    Asked notB = new Asked(c -> Verdict.of(c.first().text().equals("b") ? 0 : 1));
    Asked lost = new Asked(c -> new Verdict(0.5, Verdict.Label.UNPARSED, ""));
    Asked pool =
        new Asked(
                c -> {
                  throw new AssertionError("the pool itself is not asked");
                })
            .with("x", first)
            .with("y", notB);
    try (Evaluator evaluator =
        judges(0, List.of(pool.part("pool"), lost.part("lm"), first.part("lm")))) {
      Evaluation found = evaluator.evaluate(task(10));
      assertEquals(20, first.asked.size() / 2);
      assertEquals("dpo/p0", notB.asked.get(0).id());
      assertEquals(0.5, Rows.number(found, "pairs", "raw agreement", "pool: x", "pool: y"), 1e-12);
      assertEquals(1, Rows.number(found, "pairs", "raw agreement", "pool: x", "lm 2"), 1e-12);
      assertEquals(0, Rows.number(found, "pairs", "items", "pool: x", "lm"));
      assertEquals(20, Rows.number(found, "counts", "how many", "missing or unusable labels"));
      assertEquals("pool lm lm", found.basis().judge());
      assertEquals("sft", found.basis().baseline());
      assertThrows(UserException.class, () -> evaluator.check(List.of("base", "dpo")));
    }
    assertTrue(pool.closed && lost.closed);
  }

  @Test
  void aSampleIsDrawnOnce() {
    Asked one = new Asked(c -> Verdict.of(1));
    Asked other = new Asked(c -> Verdict.of(0.5));
    judges(7, List.of(one.part("a"), other.part("b"))).evaluate(task(10));
    assertEquals(7, one.asked.size());
    assertEquals(one.asked, other.asked);
    assertEquals(7, one.asked.stream().distinct().count());
  }
}
