package org.rlhf4j.judges.lm.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.model.TokenChoices;
import org.rlhf4j.judges.lm.parse.ParserOptions.Kind;

final class ParsersTest {

  private static final ParserOptions BRACKETS = new ParserOptions();

  private static Reply reply(String text) {
    return new Reply(text, "", List.of(), Cost.NONE);
  }

  private static Double value(ParserOptions options, boolean pair, String text) {
    return options.parser(pair).read(reply(text)).value();
  }

  @ParameterizedTest
  @CsvSource({
    "[[A]], 1",
    "[[B]], 0",
    "[[C]], 0.5",
    "so: [[ a ]]., 1",
    "[[A]] I repeat: [[A]], 1",
    "[[A]] or [[B]], ",
    "[[A]] and [[C]], ",
    "[[A]] [[D]], ",
    "[[A/B]], ",
    "[A], ",
    "A is better, ",
    "[[]], ",
    "'', ",
  })
  void brackets(String text, Double expected) {
    assertEquals(expected, value(BRACKETS, true, text));
  }

  @Test
  void theReasonIsWhatStandsAroundTheVerdict() {
    Reading reading = BRACKETS.parser(true).read(reply("Because.\n\n[[B]]\n"));
    assertEquals("Because.", reading.reason());
    Reading both = BRACKETS.parser(true).read(reply("[[B]][[A]]"));
    assertEquals("more than one verdict: [[A]], [[B]]", both.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "[[7]], 7",
    "[[7.5]], 7.5",
    "[[8/10]], 8",
    "[[8/100]], ",
    "[[11]], ",
    "[[0]], ",
    "[[-3]], ",
    "[[seven]], ",
    "[[7]] [[8]], ",
    "[[7]] [[7.0]], 7",
    "7, ",
  })
  void grades(String text, Double expected) {
    assertEquals(expected, value(BRACKETS, false, text));
  }

  @ParameterizedTest
  @CsvSource({
    "Verdict: one, 1",
    "Verdict: TWO, 0",
    "Verdict: one Verdict: two, ",
    "Verdict: three, ",
    "one, ",
  })
  void regularExpressions(String text, Double expected) {
    ParserOptions options =
        new ParserOptions(Kind.REGEX, "Verdict: (\\w+)", "verdict", "one", "two", null, 1, 10);
    assertEquals(expected, value(options, true, text));
  }

  @Test
  void letterCaseTellsLabelsApartWhereItMust() {
    ParserOptions options =
        new ParserOptions(Kind.REGEX, "^(.)$", "verdict", "m", "M", null, 1, 10);
    assertEquals(1.0, value(options, true, "m"));
    assertEquals(0.0, value(options, true, "M"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"verdict\": \"A\", \"reason\": \"x\"}",
        "Sure!\n```json\n{\"reason\": \"x {[[B]]} \\\" }\", \"Verdict\": \"a\"}\n```",
        "{\"other\": 1} {\"verdict\": \"A\", \"reason\": \"x\"}",
        "{broken {\"verdict\": \"A\"}",
      })
  void json(String text) {
    assertEquals(1.0, value(BRACKETS.withKind(Kind.JSON), true, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"verdict\": \"A\"} {\"verdict\": \"B\"}",
        "{\"verdict\": \"Z\"}",
        "{\"verdict\": [\"A\"]}",
        "{\"verdict\": null}",
        "{\"verdict\": \"A\"",
        "{\"winner\": \"A\"}",
        "A",
        "{",
        "[{]}",
      })
  void jsonThatIsNoVerdict(String text) {
    assertNull(value(BRACKETS.withKind(Kind.JSON), true, text));
  }

  @Test
  void gradesFromJson() {
    ParserOptions options = new ParserOptions(Kind.JSON, null, "score", "A", "B", null, 0, 100);
    assertEquals(55.0, value(options, false, "{\"score\": 55}"));
    assertNull(value(options, false, "{\"score\": 155}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"answer\": \"A\", \"rank\": 1}, {\"answer\": \"B\", \"rank\": 2}] | 1",
        "[{\"answer\": \"B\", \"rank\": 1}, {\"answer\": \"A\", \"rank\": 2}] | 0",
        "[{\"answer\": \"B\", \"rank\": 1}, {\"answer\": \"A\", \"rank\": 1}] | 0.5",
        "[{\"answer\": \"A\", \"rank\": 1}] |",
        "[{\"answer\": \"A\", \"rank\": 1}, {\"answer\": \"A\", \"rank\": 2}] |",
        "[{\"answer\": \"A\", \"rank\": 1}, {\"answer\": \"B\", \"rank\": 3}] |",
        "[{\"answer\": \"C\", \"rank\": 1}, {\"answer\": \"B\", \"rank\": 2}] |",
        "[\"A\", \"B\"] |",
      })
  void rankings(String ranking, Double expected) {
    ParserOptions options = BRACKETS.withKind(Kind.RANKING);
    assertEquals(expected, value(options, true, "{\"ranking\": " + ranking + "}"));
  }

  @Test
  void aspectsMustAllBeThere() {
    ParserOptions options = BRACKETS.withKind(Kind.ASPECTS);
    String form = "{\"helpfulness\": 5, \"honesty\": 4, \"instruction following\": 3%s}";
    assertEquals(
        3.25, value(options, false, String.format(form, ", \"truthfulness\": {\"rating\": 1}")));
    assertNull(value(options, false, String.format(form, "")));
    assertNull(value(options, false, String.format(form, ", \"truthfulness\": 6")));
    assertNull(value(options, false, String.format(form, ", \"truthfulness\": \"N/A\"")));
  }

  private static Reading probabilities(String tie, TokenChoices... choices) {
    return BRACKETS
        .withKind(Kind.LOG_PROBABILITY)
        .withLabels("A", "B", tie)
        .parser(true)
        .read(new Reply("A", "", List.of(choices), Cost.NONE));
  }

  @Test
  void probabilitiesAreNormalised() {
    TokenChoices choices =
        new TokenChoices(
            "A", Map.of("A", Math.log(.3), " A", Math.log(.1), "B", Math.log(.1), "a", -1.0));
    assertEquals(0.8, probabilities(null, choices).value(), 1e-12);
  }

  @Test
  void aTieCountsHalf() {
    TokenChoices choices =
        new TokenChoices("C", Map.of("A", Math.log(.1), "B", Math.log(.3), "C", Math.log(.6)));
    assertEquals((0.1 + 0.3) / 1.0, probabilities("C", choices).value(), 1e-12);
    assertEquals(0.25, probabilities(null, choices).value(), 1e-12);
  }

  @Test
  void theLastTokenThatIsALabelCounts() {
    TokenChoices early = new TokenChoices("A", Map.of("A", 0.0));
    TokenChoices late = new TokenChoices(" B", Map.of(" B", Math.log(.5), "A", Math.log(.5)));
    TokenChoices other = new TokenChoices(".", Map.of(".", 0.0));
    assertEquals(0.5, probabilities(null, early, late, other).value(), 1e-12);
    assertNull(probabilities(null, other, other).value());
  }

  @Test
  void aLabelThatIsNotToldIsImpossible() {
    assertEquals(1.0, probabilities(null, new TokenChoices("A", Map.of("A", -2.0))).value());
    assertNull(probabilities(null, new TokenChoices("I", Map.of("I", -0.1))).value());
    assertNull(probabilities(null).value());
  }

  @Test
  void parsersRefuseTemplatesThatTheyDoNotFit() {
    for (Kind kind : List.of(Kind.RANKING, Kind.LOG_PROBABILITY)) {
      ParserOptions options = BRACKETS.withKind(kind);
      assertThrows(UserException.class, () -> options.parser(false));
    }
    ParserOptions aspects = BRACKETS.withKind(Kind.ASPECTS);
    UserException e = assertThrows(UserException.class, () -> aspects.parser(true));
    assertTrue(e.getMessage().contains("about one answer"), e::getMessage);
  }

  @Test
  void optionsThatDoNotFitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> BRACKETS.withKind(Kind.REGEX));
    assertThrows(IllegalArgumentException.class, () -> BRACKETS.withLabels("A", "A", null));
    for (String pattern : List.of("no group", "(two) (groups)", "(")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new ParserOptions(Kind.REGEX, pattern, "v", "A", "B", null, 1, 10));
      assertFalse(e.getMessage().isBlank());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new ParserOptions(Kind.BRACKETS, "(x)", "v", "A", "B", null, 1, 10));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ParserOptions(Kind.BRACKETS, null, "v", "A", "B", null, 3, 3));
  }
}
