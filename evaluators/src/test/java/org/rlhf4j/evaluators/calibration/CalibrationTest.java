package org.rlhf4j.evaluators.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.evaluators.choices.ChoiceScore;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.exact.TabularLanguage;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.FunctionReward;

final class CalibrationTest {

  private static final CalibrationOptions DEFAULTS = new CalibrationPlugin().defaults();
  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(6, "q", "a", "b");

  @TempDir Path folder;
  private FileContext context;

  @BeforeEach
  void makeContext() {
    context = new FileContext(folder);
  }

  private static CalibrationOptions options(
      String questions,
      Part<DataSource> texts,
      Part<DataSource> preferences,
      Judge judge,
      String scoredPairs,
      String forecasts) {
    return new CalibrationOptions(
        "",
        questions,
        ChoiceScore.TEXT,
        texts,
        2,
        preferences,
        null,
        judge == null ? null : FileContext.part("panel", judge),
        scoredPairs,
        1,
        forecasts,
        10,
        100,
        null);
  }

  private Evaluator create(CalibrationOptions options) {
    return new CalibrationPlugin().create(options, context);
  }

  @Test
  void aPolicyChoosesByItsOwnProbabilities() {
    TabularPolicy policy = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0);
    int[] q = policy.encode(new Prompt("", "q"));
    // end, q, a, b: a has three times the probability of b
    policy.setLogits(q, 0, 0, Math.log(3), 0);
    String file =
        context.file(
            "questions.jsonl",
            "{\"id\": 1, \"prompt\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": \"a\"}",
            "{\"id\": 2, \"question\": \"q\", \"choices\": [\"b\", \"a\"], \"answer\": 0}",
            "{\"id\": 3, \"prompt\": \"q\", \"choices\": [\"b\", \"a\"], \"answer\": 1}");
    Evaluation found =
        create(options(file, null, null, null, null, null))
            .evaluate(
                Setting.task(Setting.subject("sft", policy, "a"), Setting.subject("old", "a")));
    // always 3/4, right twice of three times
    assertEquals(3 / 4.0 - 2 / 3.0, Setting.measurement(found, "sft", "ECE").value(), 1e-6);
    assertEquals(
        (2 / 16.0 + 9 / 16.0) / 3, Setting.measurement(found, "sft", "Brier").value(), 1e-6);
    assertEquals(
        -(2 * Math.log(0.75) + Math.log(0.25)) / 3,
        Setting.measurement(found, "sft", "log loss").value(),
        1e-6);
    assertEquals(3, Setting.measurement(found, "sft", "log loss").n());
    assertEquals(3, found.measurements().size());
    assertTrue(found.basis().prompts().startsWith("questions.jsonl, 3 rows, sha256 "));
    assertEquals(2, found.charts().size());
  }

  @Test
  void aPolicyForetellsTokens() {
    TabularPolicy policy = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0);
    Prompt prompt = new Prompt("1", "q");
    TokenRow row = policy.encode(prompt, Answer.ofText("a"));
    // after q comes a with 3/6, and after "q a" the end with 5/8
    policy.setLogits(row.prompt(), 0, 0, Math.log(3), 0);
    int[] both = Arrays.copyOf(row.prompt(), row.prompt().length + 1);
    both[row.prompt().length] = row.completion()[0];
    policy.setLogits(both, Math.log(5), 0, 0, 0);
    DataSource texts =
        new DataSource() {
          @Override
          public List<Demonstration> demonstrations() {
            return List.of(
                new Demonstration(prompt, Answer.ofText("a")),
                new Demonstration(prompt, Answer.ofText("b")));
          }
        };
    Evaluation found =
        create(options(null, FileContext.data(texts), null, null, null, null))
            .evaluate(Setting.task(Setting.subject("sft", policy, "a")));
    // "a", end; "b" (foretold a), then whatever uniform logits say after "q b": the end, id 0
    double brier = (0.25 + 9 / 64.0 + 0.25 + 9 / 16.0) / 4;
    assertEquals(brier, Setting.measurement(found, "sft", "Brier").value(), 1e-6);
    assertEquals(4, Setting.measurement(found, "sft", "Brier").n());
    assertEquals("2 rows", found.basis().prompts());
    assertEquals("rows", found.basis().data());
  }

  private static Part<DataSource> pairs() {
    return FileContext.data(
        new DataSource() {
          @Override
          public List<Preference> preferences() {
            return List.of(pair("aaa", "a"), pair("a", "aa"), pair("a", "b"));
          }
        });
  }

  private static Preference pair(String chosen, String rejected) {
    return new Preference(new Prompt("p", "q"), Answer.ofText(chosen), Answer.ofText(rejected));
  }

  @Test
  void theRewardOfTheRun() {
    Evaluation found =
        create(options(null, null, pairs(), null, null, null))
            .evaluate(
                Setting.task(
                    new FunctionReward(r -> r.answer().text().length()),
                    Setting.subject("sft", "a")));
    double two = 1 / (1 + Math.exp(-2));
    double one = 1 / (1 + Math.exp(-1));
    assertEquals(
        (-Math.log(two) - Math.log(1 - one) - Math.log(0.5)) / 3,
        Setting.measurement(found, "proxy", "log loss").value(),
        1e-12);
    assertEquals(
        (Math.abs(two - 1) + one + 0) / 3,
        Setting.measurement(found, "proxy", "ECE").value(),
        1e-12);
    assertEquals("the reward of the run", found.basis().judge());
    Evaluator evaluator = create(options(null, null, pairs(), null, null, null));
    assertThrows(UserException.class, () -> evaluator.evaluate(Setting.task()));
  }

  @Test
  void aJudgeIsAskedInBothOrders() {
    Judge judge = mock(Judge.class);
    // prefers what comes first by 0.1, longer answers by 0.3, and cannot judge a against b
    when(judge.judge(any()))
        .thenAnswer(
            call ->
                call.<List<Comparison>>getArgument(0).stream()
                    .map(CalibrationTest::verdict)
                    .toList());
    Evaluator evaluator = create(options(null, null, pairs(), judge, null, null));
    Evaluation found = evaluator.evaluate(Setting.task());
    assertEquals(
        (0.2 * 0.2 + 0.8 * 0.8) / 2, Setting.measurement(found, "panel", "Brier").value(), 1e-12);
    assertEquals(
        "1 of 3 pairs left out for want of a usable verdict",
        Setting.measurement(found, "panel", "Brier").note());
    evaluator.close();
    verify(judge).close();
  }

  private static Verdict verdict(Comparison c) {
    int difference = c.first().text().length() - c.second().text().length();
    return difference == 0
        ? new Verdict(0.5, Verdict.Label.UNPARSED, "")
        : Verdict.of(0.5 + 0.3 * Integer.signum(difference) + 0.1);
  }

  @Test
  void scoredFilesOfOthers() {
    String scored =
        context.file(
            "scored.jsonl",
            "{\"chosenScore\": 2, \"rejectedScore\": 0, \"scorer\": \"x\"}",
            "{\"chosenScore\": 1, \"rejectedScore\": 1, \"scorer\": \"y\"}");
    Evaluation found =
        create(options(null, null, null, null, scored, null)).evaluate(Setting.task());
    assertEquals(
        Math.log1p(Math.exp(-2)), Setting.measurement(found, "x", "log loss").value(), 1e-12);
    assertEquals(Math.log(2), Setting.measurement(found, "y", "log loss").value(), 1e-12);

    String forecasts =
        context.file(
            "forecasts.jsonl",
            "{\"probability\": 0.25, \"label\": 1}",
            "{\"probability\": 0.25, \"label\": 0}");
    Evaluation file =
        create(options(null, null, null, null, null, forecasts)).evaluate(Setting.task());
    assertEquals(0.25, Setting.measurement(file, "file", "ECE").value(), 1e-12);
    assertEquals(
        0.5 * (9 / 16.0 + 1 / 16.0), Setting.measurement(file, "file", "Brier").value(), 1e-12);
  }

  private static CalibrationOptions compared(String forecasts, String reference) {
    return new CalibrationOptions(
        "",
        null,
        ChoiceScore.TEXT,
        null,
        2,
        null,
        null,
        null,
        null,
        1,
        forecasts,
        10,
        100,
        reference);
  }

  @Test
  void othersAreComparedWithTheReferenceOnTheSameItems() {
    String file =
        context.file(
            "both.jsonl",
            "{\"id\": 1, \"probability\": 0.5, \"label\": 1, \"forecaster\": \"old\"}",
            "{\"id\": 2, \"probability\": 0.5, \"label\": 0, \"forecaster\": \"old\"}",
            "{\"id\": 2, \"probability\": 0.2, \"label\": 0, \"forecaster\": \"new\"}",
            "{\"id\": 1, \"probability\": 0.8, \"label\": 1, \"forecaster\": \"new\"}");
    Evaluator evaluator = create(compared(file, "old"));
    evaluator.check(List.of("base"));
    DataTable table = differences(evaluator.evaluate(Setting.task()));
    assertEquals("Calibration: differences from old", table.title());
    assertEquals(1, table.rows().size());
    List<Cell> row = table.rows().get(0);
    assertEquals("new", row.get(0).text());
    assertEquals(2, row.get(1).value(), 0);
    // each item contributes 0.04 - 0.25, so no resample differs
    int brier = table.columns().indexOf("Brier");
    assertEquals(-0.21, row.get(brier).value(), 1e-12);
    assertEquals("[-0.2100, -0.2100]", row.get(brier + 1).text());
    assertEquals(Math.log(0.5 / 0.8), row.get(table.columns().indexOf("log loss")).value(), 1e-12);
    assertEquals(2, create(compared(file, null)).evaluate(Setting.task()).tables().size());

    String told =
        assertThrows(UserException.class, () -> create(compared(file, "odl")).check(List.of()))
            .getMessage();
    assertEquals(
        "calibration: reference: nobody is named \"odl\"; did you mean \"old\"? there are old, new",
        told);
  }

  private static DataTable differences(Evaluation found) {
    return found.tables().stream()
        .filter(t -> t.id().equals("calibration-differences"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aReferenceThatCannotBeComparedIsRefused() {
    String nameless =
        context.file(
            "nameless.jsonl",
            "{\"probability\": 0.5, \"label\": 1, \"forecaster\": \"old\"}",
            "{\"probability\": 0.2, \"label\": 0, \"forecaster\": \"new\"}");
    String told =
        assertThrows(UserException.class, () -> create(compared(nameless, "old")).check(List.of()))
            .getMessage();
    assertTrue(told.contains("nothing tells which rows are about the same"), told);
    String alone = context.file("alone.jsonl", "{\"id\": 1, \"probability\": 0.5, \"label\": 1}");
    told =
        assertThrows(UserException.class, () -> create(compared(alone, "file")).check(List.of()))
            .getMessage();
    assertTrue(told.contains("file is the only one who is measured"), told);
  }

  @Test
  void policiesAreComparedWithTheBase() {
    String file =
        context.file(
            "questions.jsonl",
            "{\"prompt\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": \"a\"}");
    TabularPolicy base = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0);
    TabularPolicy sft = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0);
    sft.setLogits(sft.encode(new Prompt("", "q")), 0, 0, Math.log(3), 0);
    Evaluator evaluator = create(options(file, null, null, null, null, null));
    assertEquals(
        List.of(Work.onOwn(Work.Kind.READ, 4, 0)), evaluator.work(2, 0), "two choices for each");
    DataTable table =
        differences(
            evaluator.evaluate(
                Setting.task(Setting.subject("base", base), Setting.subject("sft", sft))));
    // 1/16 against 1/4: both choose a, with 3/4 and with 1/2
    assertEquals(
        1 / 16.0 - 1 / 4.0,
        table.rows().get(0).get(table.columns().indexOf("Brier")).value(),
        1e-6);
  }

  @Test
  void badInputIsRefusedWithItsLine() {
    String forecasts =
        context.file(
            "bad.jsonl",
            "{\"probability\": 1.25, \"label\": 1}",
            "{\"probability\": 0.25, \"label\": 2}");
    UserException e =
        assertThrows(
            UserException.class, () -> create(options(null, null, null, null, null, forecasts)));
    assertTrue(e.getMessage().contains("line 1: \"probability\" must be in [0, 1]"));
    assertTrue(e.getMessage().contains("line 2: \"label\" must be 0, 1 or 0.5"));
    String questions =
        context.file(
            "bad-questions.jsonl",
            "{\"prompt\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": \"c\"}",
            "{\"prompt\": \"q\", \"choices\": [\"a\", \"a\"], \"answer\": 0}",
            "{\"prompt\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": 2}");
    UserException q =
        assertThrows(
            UserException.class, () -> create(options(questions, null, null, null, null, null)));
    assertEquals(3, q.getMessage().lines().count());
  }

  @Test
  void aQuestionThatIsAskedTwiceIsRefused() {
    String questions =
        context.file(
            "twice.jsonl",
            "{\"prompt\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": 0}",
            "{\"prompt\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": 1}");
    UserException e =
        assertThrows(
            UserException.class, () -> create(options(questions, null, null, null, null, null)));
    assertTrue(e.getMessage().contains("line 2"), e.getMessage());
    assertTrue(e.getMessage().contains("in line 1 already"), e.getMessage());
  }

  @Test
  void anInfiniteLogLossSaysWhyAndHasNoError() {
    String forecasts =
        context.file(
            "sure.jsonl",
            "{\"id\": 1, \"probability\": 1, \"label\": 0}",
            "{\"id\": 2, \"probability\": 1, \"label\": 1}",
            "{\"id\": 3, \"probability\": 1, \"label\": 1}");
    Evaluation found =
        create(options(null, null, null, null, null, forecasts)).evaluate(Setting.task());
    Measurement loss = Setting.measurement(found, "file", "log loss");
    assertEquals(Double.POSITIVE_INFINITY, loss.value());
    assertTrue(Double.isNaN(loss.standardError()), loss.toString());
    assertTrue(loss.note().startsWith("infinite: "), loss.note());
    assertEquals("", Setting.measurement(found, "file", "Brier").note());
  }

  @Test
  void exactlyOneSource() {
    assertThrows(UserException.class, () -> create(DEFAULTS));
    assertThrows(UserException.class, () -> create(options("a", null, null, null, "b", null)));
    assertThrows(
        UserException.class, () -> create(options(null, null, null, mock(Judge.class), null, "b")));
  }
}
