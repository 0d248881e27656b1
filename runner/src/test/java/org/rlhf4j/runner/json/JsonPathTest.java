package org.rlhf4j.runner.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.UserException;

/** Values for places in a document. */
final class JsonPathTest {
  private static final String TEXT =
      """
      {"seed": 1,
       "methods": [{"id": "sft"}, {"id": "dpo", "name": "b.1", "options": {"beta": 0.1}},
                   {"id": "dpo", "options": null}],
       "list": [1, 2]}
      """;

  private static String after(String... assignments) {
    List<Assignment> all =
        List.of(assignments).stream().map(a -> Assignment.parse(a, "--set")).toList();
    return JsonText.line(JsonDocument.parse("x", TEXT).with(all).root());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "seed=[1, 2] | \"seed\":[1,2]",
        "seed=two words | \"seed\":\"two words\"",
        "name=a=b | \"name\":\"a=b\"",
        "name= | \"name\":\"\"",
        "methods[0].options.training.epochs=3 |"
            + " {\"id\":\"sft\",\"options\":{\"training\":{\"epochs\":3}}}",
        "methods[1].options.beta=0.2 | \"options\":{\"beta\":0.2}",
        "methods[name=b.1].options.beta=0.2 | \"options\":{\"beta\":0.2}",
        "methods[name=dpo].options.beta=0.2 | {\"id\":\"dpo\",\"options\":{\"beta\":0.2}}",
        "methods[id=sft].name=\"first\" | {\"id\":\"sft\",\"name\":\"first\"}",
        "list[1]=null | \"list\":[1,null]",
      })
  void setsAValue(String assignment, String expected) {
    String changed = after(assignment);
    assertTrue(changed.contains(expected), changed);
  }

  @Test
  void laterOnesSeeEarlierOnes() {
    assertTrue(after("a.b=1", "a.c=2").contains("\"a\":{\"b\":1,\"c\":2}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "seed | \"seed\" is not PATH=VALUE",
        "a..b=1 | \"a..b\" is not a path: a key is empty",
        "a[b=1 | is not PATH=VALUE",
        "a[]=1 | \"a[]\" is not a path: \"a[]\" is not understood",
        "methods[3].x=1 | --set methods[3].x: methods has 3 elements, counted from 0, and no [3]",
        "methods[99999999999].x=1 | and no [99999999999]",
        "methods[name=dpp].x=1 | --set methods[name=dpp].x: methods has no element with name=dpp;"
            + " did you mean \"dpo\"? there is sft, b.1, dpo",
        "methods[id=dpo].x=1 | methods has 2 elements with id=dpo; choose by number",
        "methods.x=1 | methods is a list: choose an element, as in methods[0] or [name=sft]",
        "seed.x=1 | --set seed.x: seed is 1 and has no parts",
        "seed[0]=1 | seed is no list, so nothing can be chosen with brackets",
        "none[0]=1 | none[0]: none is not there",
      })
  void saysWhatIsThere(String assignment, String expected) {
    String message = assertThrows(UserException.class, () -> after(assignment)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    String message =
        assertThrows(UserException.class, () -> after("none[0]=1", "seed.x=1")).getMessage();
    assertEquals(2, message.lines().count(), message);
  }

  @Test
  void messagesNameWhoGaveAValue() {
    JsonDocument document =
        JsonDocument.parse("x", TEXT)
            .with(List.of(Assignment.parse("methods[name=b.1].options.beta=7", "--set")));
    assertEquals("--set", document.where("methods[1].options.beta"));
    assertEquals("line 2, column 15", document.where("methods[0].id.x"));
    assertEquals("", document.where(""));
  }
}
