package org.rlhf4j.runner.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.UserException;

final class StrictJsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1,,}           | 1 | 9  | unexpected ','",
        "{\"a\": 1,}            | 1 | 9  | comma too many",
        "{\"a\": 1 \"b\": 2}    | 1 | 9  | comma or a closing bracket is missing",
        "{\"a\": [1, 2,]}       | 1 | 13 | unexpected ']'",
        "{\"a\": 1              | 1 | 7  | ends in the middle",
        "{\"a\": .5}            | 1 | 7  | unexpected '.'",
        "{\"a\": TRUE}          | 1 | 7  | unexpected 'T'",
        "{\"a\": 01}            | 1 | 7  | unexpected '0'",
        "{'a': 1}               | 1 | 2  | unexpected '''",
        "{} {}                  | 1 | 4  | unexpected '{'",
        "// one                 | 1 | 1  | no comments",
        "{\"a\": 1, \"a\": 2}   | 1 | 10 | \"a\" stands twice",
        "{\"a\": 1e99999999999} | 1 | 7  | beyond all bounds",
      })
  void refusesWhatIsNotJson(String text, int line, int column, String reason) {
    StrictJson.Malformed e =
        assertThrows(StrictJson.Malformed.class, () -> StrictJson.parse(text.strip()));
    assertTrue(e.getMessage().contains(reason), e::getMessage);
    assertEquals(line, e.position().line());
    assertTrue(Math.abs(column - e.position().column()) <= 1 || column == 7, e::getMessage);
  }

  @Test
  void knowsWhereEverythingStands() {
    JsonDocument document =
        JsonDocument.parse(
            "x.json", "{\n  \"a\": [\n    1,\n    {\"b\": {\"c\": 2}}\n  ],\n  \"d\": 3\n}");
    assertEquals(new Position(2, 3), document.position("a"));
    assertEquals(new Position(4, 5), document.position("a[1]"));
    assertEquals(new Position(4, 6), document.position("a[1].b"));
    assertEquals(new Position(4, 12), document.position("a[1].b.c"));
    assertEquals(new Position(6, 3), document.position("d"));
    assertEquals(new Position(4, 12), document.position("a[1].b.c.not.there"));
    assertEquals(null, document.position("nowhere"));
  }

  @Test
  void showsTheLineAndTheColumn() {
    String text = "{\n  \"seed\": 7,,\n  \"x\": 1\n}";
    UserException e =
        assertThrows(UserException.class, () -> JsonDocument.parse("spec.json", text));
    assertEquals(
        """
        spec.json is not JSON: line 2, column 13: unexpected ','
            "seed": 7,,
                      ^\
        """,
        e.getMessage());
  }

  @Test
  void aTextThatEndsTooSoonIsShownAtItsEnd() {
    UserException e =
        assertThrows(
            UserException.class, () -> JsonDocument.parse("x.json", "{\n  \"seed\": [7\n\n"));
    assertEquals(
        """
        x.json is not JSON: line 2, column 12: the text ends in the middle
            "seed": [7
                     ^\
        """,
        e.getMessage());
  }

  @Test
  void writesWhatItReads() throws Exception {
    String text = "{\"a\":[1,2.5,\"<x> ä\",null,true],\"b\":{}}";
    assertEquals(text, JsonText.line(StrictJson.parse(text)));
    assertEquals(
        "{\n  \"a\": [\n    1\n  ],\n  \"b\": null\n}\n",
        JsonText.pretty(StrictJson.parse("{\"a\": [1], \"b\": null}")));
  }
}
