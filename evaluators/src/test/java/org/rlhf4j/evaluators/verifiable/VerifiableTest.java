package org.rlhf4j.evaluators.verifiable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.testkit.DataFolder;

final class VerifiableTest {

  private static final Decoding PLAIN = Decoding.sampling(1, 8);

  private static final List<Prompt> PROMPTS =
      List.of(
          new Prompt("1", "one", "#### 18"),
          new Prompt("2", "two", "so 2\n#### 1,000"),
          new Prompt("3", "three", "-0.5"),
          new Prompt("4", "four"));

  @TempDir Path folder;
  private FileContext context;

  @BeforeEach
  void makeContext() {
    context = new FileContext(folder);
  }

  private static VerifiableOptions options(
      String references, String outputs, int samples, int... k) {
    return new VerifiableOptions(
        "",
        AnswerForm.NUMBER,
        references,
        samples,
        PLAIN,
        java.util.Arrays.stream(k).boxed().toList(),
        outputs);
  }

  private Evaluator create(VerifiableOptions options) {
    return new VerifiablePlugin().create(options, context);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#### 18 | 18",
        "5 and then #### 18 of 20 | 18",
        "it is 3, no 4. | 4",
        "#### $1,234.50 | 1234.5",
        "minus: -7 | -7",
        "\u22127 | -7",
        "+3 | 3",
        "#### 0.0 | 0",
        ".5 | 0.5",
        "100% | 100",
        "18.00 | 18",
        "2e | 2",
        "1,000,000 | 1000000"
      })
  void readsNumbers(String text, String expected) {
    assertEquals(new BigDecimal(expected), plain(AnswerForm.NUMBER.read(text)));
  }

  private static BigDecimal plain(Object number) {
    BigDecimal n = (BigDecimal) number;
    return n == null || n.scale() >= 0 ? n : n.setScale(0);
  }

  @ParameterizedTest
  @CsvSource({"none here", "'7 but #### nothing'", "1/2", "x2", "3e5", "12:30", "'12,34'"})
  void readsNothing(String text) {
    assertNull(AnswerForm.NUMBER.read(text));
  }

  @Test
  void equalNumbersAreEqualHoweverWritten() {
    assertEquals(AnswerForm.NUMBER.read("1,000.00"), AnswerForm.NUMBER.read("1000"));
    assertEquals(AnswerForm.NUMBER.read("0"), AnswerForm.NUMBER.read("-0.00"));
    assertEquals(AnswerForm.TEXT.read(" yes\n"), AnswerForm.TEXT.read("yes"));
    assertNull(AnswerForm.TEXT.read(" "));
  }

  @Test
  void passAtKEqualsTheShareOfSubsetsWithARightAnswer() {
    for (int n = 1; n <= 8; n++) {
      for (int c = 0; c <= n; c++) {
        for (int k = 1; k <= n; k++) {
          int hits = 0;
          int all = 0;
          for (int subset = 0; subset < 1 << n; subset++) {
            if (Integer.bitCount(subset) == k) {
              all++;
              hits += (subset & ((1 << c) - 1)) != 0 ? 1 : 0;
            }
          }
          assertEquals((double) hits / all, PassAtK.of(n, c, k), 1e-12);
        }
      }
    }
    assertEquals(1, PassAtK.of(200, 150, 100));
    assertThrows(IllegalArgumentException.class, () -> PassAtK.of(3, 1, 4));
  }

  @Test
  void theRunsOwnAnswers() {
    Evaluation found =
        create(options(null, null, 1, 1))
            .evaluate(
                Setting.task(
                    PROMPTS,
                    null,
                    Setting.subject("sft", "18.0 eggs", "1000", "no", "4"),
                    Setting.subject("ppo", "17", "#### 1000\n7", "-.5", "4")));
    Measurement sft = Setting.measurement(found, "sft", "accuracy");
    assertEquals(100 * 2 / 3.0, sft.value(), 1e-12);
    assertEquals(3, sft.n());
    assertEquals("1 of 4 prompts left out for want of a right answer", sft.note());
    assertEquals(
        1, Setting.cell(Setting.table(found, "verifiable"), "nothing to read", "sft").value());
    assertEquals(100 * 2 / 3.0, Setting.measurement(found, "ppo", "accuracy").value(), 1e-12);
    assertEquals(Double.NaN, found.scores().get(0).values()[3]);
  }

  @Test
  void samplesOfAPolicy() {
    Policy policy = mock(Policy.class);
    Completion right = Setting.completion("18", 2, Completion.Finish.STOP);
    Completion wrong = Setting.completion("19", 2, Completion.Finish.STOP);
    when(policy.generate(any(), eq(4), eq(PLAIN), any()))
        .thenReturn(
            List.of(List.of(right, wrong, wrong, wrong), List.of(right, right, right, wrong)));
    List<Prompt> prompts = List.of(new Prompt("1", "a", "18"), new Prompt("2", "b", "18"));
    Evaluation found =
        create(options(null, null, 4, 1, 2))
            .evaluate(
                Setting.task(
                    prompts,
                    null,
                    Setting.subject("sft", policy, "18", "18"),
                    Setting.subject("old", "18", "18")));
    assertEquals(50, Setting.measurement(found, "sft", "accuracy").value(), 1e-12);
    // 1 - 3/6 and 1 - 0
    Measurement pass = Setting.measurement(found, "sft", "pass@2");
    assertEquals(75, pass.value(), 1e-12);
    assertEquals(25, pass.standardError(), 1e-12);
    assertEquals(2, found.measurements().size());
    assertEquals(
        List.of(1.0, 2.0, 4.0),
        found.charts().get(1).series().get(0).points().stream().map(p -> p.x()).toList());
  }

  @Test
  void referencesOfAFile() {
    String file =
        context.file(
            "truth.jsonl",
            "{\"question\": \"one\", \"answer\": \"#### 5\"}",
            "{\"id\": \"2\", \"reference\": \"6\"}");
    Evaluation found =
        create(options(file, null, 1, 1))
            .evaluate(Setting.task(PROMPTS, null, Setting.subject("sft", "5", "5", "5", "5")));
    assertEquals(50, Setting.measurement(found, "sft", "accuracy").value(), 1e-12);
    assertEquals(2, Setting.measurement(found, "sft", "accuracy").n());
    assertTrue(String.valueOf(found.basis().judge()).startsWith("right answers of truth.jsonl"));
  }

  @Test
  void outputsOfOthers() {
    String file =
        context.file(
            "outputs.jsonl",
            "{\"prompt\": \"a\", \"output\": \"so 4\", \"reference\": \"4\", \"generator\": \"x\"}",
            "{\"prompt\": \"a\", \"output\": \"\", \"reference\": \"4\", \"generator\": \"x\"}",
            "{\"prompt\": \"b\", \"correct\": false, \"generator\": \"x\"}",
            "{\"prompt\": \"b\", \"correct\": 1, \"generator\": \"x\"}",
            "{\"prompt\": \"a\", \"output\": \"3\", \"reference\": \"4\", \"generator\": \"y\"}",
            "{\"prompt\": \"a\", \"output\": \"5\", \"reference\": \"4\", \"generator\": \"y\"}",
            "{\"prompt\": \"b\", \"correct\": 0, \"generator\": \"y\"}",
            "{\"prompt\": \"b\", \"correct\": 0, \"generator\": \"y\"}");
    Evaluation found = create(options(null, file, 1, 2)).evaluate(Setting.task());
    assertEquals(50, Setting.measurement(found, "x", "accuracy").value(), 1e-12);
    assertEquals(100, Setting.measurement(found, "x", "pass@2").value(), 1e-12);
    assertEquals(0, Setting.measurement(found, "y", "pass@2").value(), 1e-12);
    // what the run asked is not what they answered
    assertTrue(found.scores().isEmpty());
    Evaluator three = create(options(null, file, 1, 3));
    assertThrows(UserException.class, () -> three.evaluate(Setting.task()));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(UserException.class, () -> create(options(null, null, 2, 4)));
    Evaluator evaluator = create(options(null, null, 1, 1));
    assertEquals(Work.nothing(), evaluator.work(2, 5));
    assertEquals(
        List.of(Work.onOwn(Work.Kind.GENERATE, 2 * 5 * 8, PLAIN.maxNewTokens())),
        create(options(null, null, 8, 1)).work(2, 5));
    var unknown = Setting.task(Setting.subject("sft", "1"));
    assertThrows(UserException.class, () -> evaluator.evaluate(unknown));
    var unreadable =
        Setting.task(List.of(new Prompt("1", "q", "seven")), null, Setting.subject("sft", "1"));
    UserException e = assertThrows(UserException.class, () -> evaluator.evaluate(unreadable));
    assertTrue(e.getMessage().contains("\"1\" cannot be read: seven"), e.getMessage());
    String twice =
        context.file(
            "twice.jsonl",
            "{\"prompt\": \"one\", \"reference\": \"5\"}",
            "{\"prompt\": \"one\", \"reference\": \"6\"}");
    Evaluator two = create(options(twice, null, 1, 1));
    var task = Setting.task(PROMPTS, null, Setting.subject("sft", "5", "5", "5", "5"));
    assertThrows(UserException.class, () -> two.evaluate(task));
  }

  /** All 1,319 problems of the test set: their own solutions are right, plain number or not. */
  @Tag("data")
  @Test
  void gsm8k() throws Exception {
    Path file = DataFolder.file("data/gsm8k/test.jsonl.gz");
    int rows = 0;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonObject row = JsonParser.parseString(line).getAsJsonObject();
        String answer = row.get("answer").getAsString();
        String number = answer.substring(answer.indexOf("#### ") + 5).replace(",", "");
        BigDecimal read = (BigDecimal) AnswerForm.NUMBER.read(answer);
        assertTrue(read != null && read.compareTo(new BigDecimal(number)) == 0, answer);
        assertEquals(read, AnswerForm.NUMBER.read("The answer is " + number + "."));
        rows++;
      }
    }
    assertEquals(1319, rows);
  }
}
