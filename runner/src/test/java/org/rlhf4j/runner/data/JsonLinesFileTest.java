package org.rlhf4j.runner.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.RunLog;

final class JsonLinesFileTest {
  @TempDir Path folder;

  private JsonLinesFile file(String text) throws IOException {
    return new JsonLinesFile(Files.writeString(folder.resolve("rows.jsonl"), text));
  }

  private static String refusal(Runnable reading) {
    return assertThrows(UserException.class, reading::run).getMessage();
  }

  @Test
  void readsDemonstrations() throws IOException {
    List<Demonstration> rows =
        file("""
        {"prompt": "p", "completion": " c"}

        {"id": "x", "instruction": "i", "output": "o", "generator": "g"}
        {"id": 7, "prompt": "ä\\n", "completion": ""}
        """)
            .demonstrations();
    assertEquals(new Prompt("1", "p"), rows.get(0).prompt());
    assertEquals(" c", rows.get(0).answer().text());
    assertEquals(new Prompt("x", "i"), rows.get(1).prompt());
    assertEquals("o", rows.get(1).answer().text());
    assertEquals(new Prompt("7", "ä\n"), rows.get(2).prompt());
  }

  @Test
  void aLineNumberIsNoIdWhereAnotherRowHasIt() throws IOException {
    assertEquals(
        List.of("2", "line-2", "line-3", "3"),
        file(
                """
                {"id": 2, "prompt": "a"}
                {"prompt": "b"}
                {"prompt": "c"}
                {"id": "3", "prompt": "d"}
                """)
            .prompts()
            .stream()
            .map(Prompt::id)
            .toList());
  }

  @Test
  void tokensOfAnAnswerAreReadWithIt() throws IOException {
    JsonLinesFile rows =
        file(
            """
            {"prompt": "p", "completion": "c", "tokens": [5, 2], "chosen": "c", "rejected": "d", "chosenTokens": [7], "rejectedTokens": []}
            {"prompt": "p", "completion": "c", "tokens": 17, "chosen": "c", "rejected": "d", "chosenTokens": ["a"], "rejectedTokens": [-1]}
            """);
    assertArrayEquals(new int[] {5, 2}, rows.demonstrations().get(0).answer().tokens());
    assertNull(rows.demonstrations().get(1).answer().tokens());
    assertArrayEquals(new int[] {7}, rows.preferences().get(0).chosen().tokens());
    assertNull(rows.preferences().get(0).rejected().tokens());
    assertNull(rows.preferences().get(1).chosen().tokens());
    assertNull(rows.preferences().get(1).rejected().tokens());
  }

  @Test
  void answersThatWereCutOffAreReadAsSuch() throws IOException {
    JsonLinesFile rows =
        file(
            """
            {"prompt": "p", "completion": "c", "tokens": [5], "finish": "length"}
            {"prompt": "p", "completion": "c", "finish": "length"}
            {"prompt": "p", "completion": "c", "tokens": [5, 2], "finish": "stop"}
            {"prompt": "p", "completion": "c", "finish": ["length"]}
            {"messages": [{"role": "user", "content": "p"}], "completion": "c", "finish": "length"}
            """);
    assertEquals(
        List.of(true, true, false, false, true),
        rows.demonstrations().stream().map(d -> d.answer().cutOff()).toList());
  }

  @Test
  void pairsOfARankingNameTheirBatch() throws IOException {
    List<Preference> rows =
        file("""
        {"prompt": "p", "chosen": "c", "rejected": "r", "batch": "item 3"}
        {"prompt": "p", "chosen": "c", "rejected": "r", "batch": 7}
        {"prompt": "p", "chosen": "c", "rejected": "r", "batch": [1]}
        {"prompt": "p", "chosen": "c", "rejected": "r"}
        """)
            .preferences();
    assertEquals(
        Arrays.asList("item 3", "7", null, null), rows.stream().map(Preference::batch).toList());
  }

  @Test
  void readsPreferences() throws IOException {
    List<Preference> rows =
        file("""
        {"prompt": "p", "chosen": "c", "rejected": "r"}
        {"chosen": "\\n\\nHuman: a\\n\\nAssistant: b", "rejected": "\\n\\nHuman: a\\n\\nAssistant: bc"}
        """)
            .preferences();
    assertEquals("c", rows.get(0).chosen().text());
    assertEquals("\n\nHuman: a\n\nAssistant:", rows.get(1).prompt().text());
    assertEquals(" b", rows.get(1).chosen().text());
    assertEquals(" bc", rows.get(1).rejected().text());
  }

  @Test
  void dialogsThatPartEarlierAreSplitThere() throws IOException {
    List<Preference> rows =
        file("""
        {"chosen": "\\n\\nHuman: a\\n\\nAssistant: b", "rejected": "\\n\\nHuman: a\\n\\nAssistant: c\\n\\nHuman: d\\n\\nAssistant: e"}
        """)
            .preferences();
    assertEquals("\n\nHuman: a\n\nAssistant:", rows.get(0).prompt().text());
    assertEquals(" b", rows.get(0).chosen().text());
    assertEquals(" c\n\nHuman: d\n\nAssistant: e", rows.get(0).rejected().text());
  }

  @Test
  void everyFormGivesItsPrompt() throws IOException {
    List<Prompt> rows =
        file("""
        {"prompt": "a"}
        {"prompt": "b", "completion": "x"}
        {"instruction": "c", "input": ""}
        {"chosen": "\\n\\nHuman: d\\n\\nAssistant: x", "rejected": "\\n\\nHuman: d\\n\\nAssistant: y"}
        """)
            .prompts();
    assertEquals(
        List.of("a", "b", "c", "\n\nHuman: d\n\nAssistant:"),
        rows.stream().map(Prompt::text).toList());
  }

  @Test
  void aReferenceIsReadWithItsPrompt() throws IOException {
    List<Prompt> rows =
        file("""
        {"question": "1 + 1?", "answer": "It is two.\\n#### 2"}
        {"prompt": "a", "reference": "b", "answer": "c"}
        {"prompt": "d", "answer": 1.50}
        {"prompt": "e", "chosen": "x", "rejected": "y", "reference": null}
        """)
            .prompts();
    assertEquals(
        List.of(
            new Prompt("1", "1 + 1?", "It is two.\n#### 2"),
            new Prompt("2", "a", "b"),
            new Prompt("3", "d", "1.50"),
            new Prompt("4", "e")),
        rows);
  }

  @Test
  void questionsWithAnswersAreDemonstrations() throws IOException {
    Demonstration row =
        file("{\"question\": \"q\", \"answer\": \"a #### 1\"}").demonstrations().get(0);
    assertEquals(new Prompt("1", "q", "a #### 1"), row.prompt());
    assertEquals("a #### 1", row.answer().text());
  }

  @Test
  void aReferenceIsATextOrANumber() throws IOException {
    String refusal = refusal(file("{\"prompt\": \"a\", \"reference\": true}")::prompts);
    assertTrue(refusal.contains("line 1: \"reference\" is neither a text nor a number"), refusal);
  }

  @Test
  void readsGzip() throws IOException {
    Path path = folder.resolve("rows.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write("\uFEFF{\"prompt\": \"p\"}\r\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(List.of(new Prompt("1", "p")), new JsonLinesFile(path).prompts());
  }

  @Test
  void takesAPart() throws IOException {
    Path path = folder.resolve("rows.jsonl");
    file("{\"prompt\": \"1\"}\n{\"prompt\": \"2\"}\n{\"prompt\": \"3\"}\n{\"prompt\": \"4\"}\n");
    assertEquals(
        List.of("2", "3"),
        new JsonLinesFile(path, 1, 2, RunLog.silent())
            .prompts().stream().map(Prompt::text).toList());
    assertEquals(
        List.of("4"),
        new JsonLinesFile(path, 3, 0, RunLog.silent())
            .prompts().stream().map(Prompt::text).toList());
    assertEquals(
        path + " has 4 rows, and skip = 4 leaves none",
        refusal(() -> new JsonLinesFile(path, 4, 0, RunLog.silent()).prompts()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"prompt\": \"x\"}      | line 1: \"completion\" is missing; the row has prompt",
        "{\"completion\": \"x\"}  | line 1: \"prompt\" is missing; the row has completion",
        "{}                       | line 1: \"prompt\" is missing; the row has nothing",
        "{\"prompt\": 5, \"completion\": \"x\"} | line 1: \"prompt\" is not a text",
        "{\"prompt\": null, \"completion\": \"x\"} | line 1: \"prompt\" is missing",
        "{\"prompt\": \"x\", \"chosen\": \"a\", \"rejected\": \"b\"} | line 1: is a preference"
            + " (chosen and rejected), not a demonstration",
        "{\"instruction\": \"x\", \"input\": \"y\", \"output\": \"z\"} | line 1: has an \"input\""
            + " beside its \"instruction\"",
        "[1, 2]                   | line 1: is not an object in braces",
        "[                        | line 1: is the beginning of a JSON array; JSON Lines has one"
            + " object a line",
        "{\"prompt\": \"x\"       | line 1: is not JSON: column 14: the text ends in the middle",
        "{prompt: x}              | line 1: is not JSON: column 2: unexpected 'p'",
      })
  void saysWhatIsWrongWithARow(String row, String expected) throws IOException {
    JsonLinesFile file = file(row + "\n");
    String found = refusal(file::demonstrations);
    assertTrue(found.contains(expected), () -> "expected: " + expected + "\nfound: " + found);
    assertTrue(found.startsWith(folder.resolve("rows.jsonl") + " has 1 bad row:\n"), found);
  }

  @Test
  void saysWhatIsWrongWithAPreference() throws IOException {
    JsonLinesFile file = file("{\"chosen\": \"a\", \"rejected\": \"b\"}\n{\"prompt\": \"p\"}\n");
    String found = refusal(file::preferences);
    assertTrue(found.contains("has 2 bad rows:\nline 1: \"prompt\" is missing, and"), found);
    assertTrue(found.contains("line 2: \"chosen\" is missing; the row has prompt"), found);
  }

  @Test
  void namesTwentyBadRowsAndCountsTheOthers() throws IOException {
    JsonLinesFile file = file("{\"prompt\": \"fine\"}\n" + "{}\n".repeat(25));
    List<String> lines = refusal(file::prompts).lines().toList();
    assertTrue(lines.get(0).endsWith("has 25 bad rows:"));
    assertTrue(lines.get(1).startsWith("line 2:"));
    assertEquals("... and 5 more", lines.get(21));
    assertEquals(22, lines.size());
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    assertEquals(folder.resolve("rows.jsonl") + " is empty", refusal(file("\n\n")::prompts));
  }

  @Test
  void refusesTwoPromptsOfOneId() throws IOException {
    JsonLinesFile file =
        file("{\"id\": 1, \"prompt\": \"a\"}\n{\"id\": \"1\", \"prompt\": \"b\"}\n");
    assertTrue(refusal(file::prompts).endsWith("line 2: its id \"1\" stands in line 1 too"));
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    Path path = folder.resolve("latin1.jsonl");
    Files.write(path, "{\"prompt\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        path + " is not UTF-8 text, near line 1", refusal(() -> new JsonLinesFile(path).prompts()));
  }
}
