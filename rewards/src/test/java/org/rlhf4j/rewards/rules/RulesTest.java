package org.rlhf4j.rewards.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.rewards.TestContext.make;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.rewards.LengthUnit;
import org.rlhf4j.rewards.Responses;
import org.rlhf4j.rewards.rules.JsonRule.Kind;
import org.rlhf4j.testkit.DataFolder;

final class RulesTest {

  private static Response response(String answer, @Nullable String reference) {
    return new Response(new Prompt("p7", "?", reference), Answer.ofText(answer));
  }

  private static double value(Rule rule, String answer) {
    return rule.value(response(answer, null));
  }

  @ParameterizedTest
  @CsvSource({
    "b+, false, abbc, 1",
    "b+, true, abbc, 0",
    "a.*c, true, abbc, 1",
    "B, false, abbc, 0",
    "(?i)B, false, abbc, 1",
    "^$, false, '', 1",
  })
  void regularExpressions(String pattern, boolean whole, String answer, double expected) {
    assertEquals(expected, value(new RegexRule(1, pattern, whole), answer));
  }

  @Test
  void aPatternThatNeedsTooMuchIsExplained() {
    RegexRule rule = new RegexRule(1, "(a|b)*c", false);
    UserException e = assertThrows(UserException.class, () -> value(rule, "ab".repeat(1_000_000)));
    assertTrue(e.getMessage().contains("prompt p7"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "WORDS, 2, 3, one, 0",
    "WORDS, 2, 3, one two, 1",
    "WORDS, 2, 3, ' one  two\u00a0three ', 1",
    "WORDS, 2, 3, one two three four, 0",
    "WORDS, 1, 0, '', 0",
    "WORDS, 1, 0, a b c d e f, 1",
    "CHARACTERS, 0, 2, \uD83D\uDE00\uD83D\uDE00, 1", // two code points, four chars
    "CHARACTERS, 0, 2, abc, 0",
  })
  void lengthWindows(LengthUnit unit, int min, int max, String answer, double expected) {
    assertEquals(expected, value(new LengthRule(1, unit, min, max), answer));
  }

  @ParameterizedTest
  @CsvSource({
    "'The Cat sat.', 0.5", // cat, but no thank you
    "'cats, thank you', 0.5", // no cat
    "'CAT! Thank You', 1",
    "'concatenate', 0",
    "'', 0",
  })
  void requiredWords(String answer, double expected) {
    assertEquals(expected, value(new WordsRule(1, List.of("cat", "thank you")), answer));
  }

  @Test
  void requiredWordsMayHoldMarksAndLettersOfAnyLanguage() {
    assertEquals(1, value(new WordsRule(1, List.of("C++", "ärger")), "C++ macht ÄRGER."));
    assertEquals(0, value(new WordsRule(1, List.of("rger")), "Ärger"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " [1, 2.5e-3, -0] \n",
        "\"text \\u00e9 \\n\"",
        "null",
        "true",
        "{\"a\": {\"b\": [null, {}]}}",
        "0",
      })
  void jsonIsJson(String answer) {
    assertEquals(1, value(new JsonRule(), answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}}",
        "{} {}",
        "{'a': 1}",
        "{a: 1}",
        "[1,]",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\": 1,}",
        "01",
        "NaN",
        "+1",
        ".5",
        "1.",
        "TRUE",
        "\"a",
        "\"\\x\"",
        "\"line\nbreak\"",
        "// no\n1",
        "{\"a\": \"\\ud8\"}",
        "```json\n{}\n```",
        ")]}'\n{}",
      })
  void otherTextIsNotJson(String answer) {
    assertEquals(0, value(new JsonRule(), answer));
  }

  @Test
  void deepJsonIsRead() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertEquals(1, value(new JsonRule(), deep));
    assertEquals(0, value(new JsonRule(), deep.substring(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OBJECT |     | {\"a\": 1}                    | 1",
        "OBJECT |     | [1]                           | 0",
        "ARRAY  |     | [1]                           | 1",
        "ARRAY  |     | 1                             | 0",
        "ANY    | a,b | {\"a\": 1, \"b\": {\"c\": 2}} | 1",
        "ANY    | a,c | {\"a\": 1, \"b\": {\"c\": 2}} | 0", // c stands deeper
        "ANY    | a   | [{\"a\": 1}]                  | 0",
      })
  void jsonOfAKindWithKeys(Kind kind, String keys, String answer, double expected) {
    List<String> names = keys == null ? List.of() : List.of(keys.split(","));
    assertEquals(expected, value(new JsonRule(1, kind, names), answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#### 18 | 18 | 1",
        "so 6 * 3 = 18\\n#### 18 | 18 | 1",
        "#### 18.00 | 18 | 1",
        "#### $1,234 | 1234 | 1",
        "#### 1234 dollars. | 1,234 | 1",
        "####1,234,567.50€ | 1234567.5 | 1",
        "#### -3 | -3 | 1",
        "#### -$3 | -3 | 1",
        "#### \u22123 | -3 | 1",
        "#### +3 | 3 | 1",
        "#### 3 | -3 | 0",
        "#### 18kg | 18 | 1",
        "#### 18% | 18 | 1",
        "#### The answer is **18**. | 18 | 1",
        "#### 18 #### 19 | 18 | 1", // the first counts
        "#### 18 #### 19 | 19 | 0",
        "#### .5 | 0.5 | 1",
        "#### 1/2 | 1 | 0",
        "#### 1/2 | 2 | 0",
        "#### 1e3 | 1 | 0",
        "#### 1.2.3 | 1.2 | 0",
        "#### 12,34 | 12 | 0",
        "#### 12:30 | 12 | 0",
        "#### 10^2 | 10 | 0",
        "#### 181 | 18 | 0",
        "#### 18.5 | 18 | 0",
        "#### none | 18 | 0",
        "18 | 18 | 0", // no marker
        "'' | 18 | 0",
        "#### 18 | It is 3 * 6 = <<3*6=18>>18.\\n#### 18 | 1", // GSM8K's own form
      })
  void exactNumbers(String answer, String reference, double expected) {
    String given = answer.replace("\\n", "\n");
    assertEquals(
        expected, new NumberRule().value(response(given, reference.replace("\\n", "\n"))), answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "first 3, then 18 eggs. | 1",
        "18, then 3 | 0",
        "10-18 | 1", // a range ends with 18, not with -18
        "no number | 0",
        "#### 3 but rather 18 | 0", // with a marker it is what counts
        "version 2.0.18 | 0",
        "x18 | 0",
      })
  void theLastNumberCountsWhereItMay(String answer, double expected) {
    assertEquals(expected, new NumberRule(1, "####", true).value(response(answer, "18")));
  }

  @Test
  void anotherMarker() {
    NumberRule rule = new NumberRule(1, "The answer is", false);
    assertEquals(1, rule.value(response("2 + 2. The answer is 4.", "#### 4")));
  }

  @Test
  void aMissingReferenceFailsLoudly() {
    UserException none = assertThrows(UserException.class, () -> value(new NumberRule(), "#### 1"));
    assertTrue(none.getMessage().contains("prompt p7 has no reference answer"), none.getMessage());
    UserException noNumber =
        assertThrows(UserException.class, () -> new NumberRule().value(response("#### 1", "one")));
    assertTrue(noNumber.getMessage().contains("has no number: one"), noNumber.getMessage());
  }

  /** All problems: their own answers are right, and the number is the one of the official regex. */
  @Tag("data")
  @Test
  void readsEveryAnswerOfGsm8k() throws IOException {
    Path file = DataFolder.file("data/gsm8k/test.jsonl.gz");
    int rows = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject row = JsonParser.parseString(line).getAsJsonObject();
        String answer = row.get("answer").getAsString();
        Matcher official = Pattern.compile("#### (\\-?[0-9\\.\\,]+)").matcher(answer);
        assertTrue(official.find(), answer);
        BigDecimal right = new BigDecimal(official.group(1).replace(",", ""));
        assertEquals(1, new NumberRule().value(response(answer, right.toPlainString())), answer);
        BigDecimal wrong = right.add(BigDecimal.ONE);
        assertEquals(0, new NumberRule().value(response("#### " + wrong, answer)), answer);
        rows++;
      }
    }
    assertEquals(1319, rows);
  }

  @ParameterizedTest
  @CsvSource({
    "a b c a b c, 3, 0.25", // abc bca cab abc: 1 of 4 repeats
    "a A a a a, 1, 0.8",
    "a b, 3, 0",
    "'', 1, 0",
  })
  void repetition(String answer, int ngram, double expected) {
    assertEquals(expected, value(new RepetitionRule(1, ngram), answer), 1e-12);
  }

  private static RulesOptions several() {
    return new RulesOptions(
        List.of(new RegexRule(0.5, "^Yes", false), new RegexRule(-2, "sorry", false)),
        List.of(new LengthRule(0.25, LengthUnit.WORDS, 1, 4)),
        List.of(new WordsRule(4, List.of("yes", "cat"))),
        List.of(),
        List.of(),
        List.of(new RepetitionRule(-1, 1)));
  }

  @Test
  void theScoreIsTheWeightedSum() {
    RewardModel reward = make(new RulesPlugin(), several());
    double[] scores = reward.score(Responses.of("Yes", "Yes yes cat", "sorry", "a b c d e"));
    assertEquals(0.5 + 0.25 + 2, scores[0], 1e-12);
    assertEquals(0.5 + 0.25 + 4 - 1 / 3.0, scores[1], 1e-12);
    assertEquals(-2 + 0.25, scores[2], 1e-12);
    assertEquals(0, scores[3], 1e-12);
    assertEquals(scores[1], Responses.score(reward, "Yes yes cat"));
    assertEquals(0, reward.score(List.of()).length);
  }

  @Test
  void optionsAreChecked() {
    assertThrows(UserException.class, () -> make(new RulesPlugin(), new RulesOptions()));
    RulesOptions noPattern =
        new RulesOptions(
            List.of(new RegexRule()), List.of(), List.of(), List.of(), List.of(), List.of());
    assertThrows(UserException.class, () -> make(new RulesPlugin(), noPattern));
    RulesOptions noWords =
        new RulesOptions(
            List.of(), List.of(), List.of(new WordsRule()), List.of(), List.of(), List.of());
    assertThrows(UserException.class, () -> make(new RulesPlugin(), noWords));
    assertThrows(IllegalArgumentException.class, () -> new RegexRule(1, "(", false));
    assertThrows(IllegalArgumentException.class, () -> new RegexRule(Double.NaN, "a", false));
    assertThrows(IllegalArgumentException.class, () -> new LengthRule(1, LengthUnit.WORDS, 5, 4));
    assertThrows(IllegalArgumentException.class, () -> new WordsRule(1, List.of(" ")));
    assertThrows(IllegalArgumentException.class, () -> new JsonRule(1, Kind.ARRAY, List.of("a")));
    assertThrows(IllegalArgumentException.class, () -> new NumberRule(1, " ", false));
    assertThrows(IllegalArgumentException.class, () -> new RepetitionRule(1, 0));
  }
}
