package org.rlhf4j.runner.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Message.Role;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;

/** In the forms that TRL and UltraFeedback have them. */
final class ChatRowsTest {
  private static final Message SYSTEM = new Message(Role.SYSTEM, "s");
  private static final Message A = new Message(Role.USER, "a");
  private static final Message B = new Message(Role.ASSISTANT, "b");
  private static final Message C = new Message(Role.USER, "c");

  @TempDir Path folder;

  /** Letters stand for messages: s is the system's, a and c the user's, others the assistant's. */
  private JsonLinesFile file(String... rows) throws IOException {
    List<String> lines =
        Stream.of(rows).map(row -> row.replace('\'', '"')).map(ChatRowsTest::spelled).toList();
    return new JsonLinesFile(Files.write(folder.resolve("rows.jsonl"), lines));
  }

  private static String spelled(String row) {
    return row.replaceAll("<s>", "{\"role\": \"system\", \"content\": \"s\"}")
        .replaceAll("<([ac])>", "{\"role\": \"user\", \"content\": \"$1\"}")
        .replaceAll("<(\\w)>", "{\"role\": \"assistant\", \"content\": \"$1\"}");
  }

  @Test
  void demonstrations() throws IOException {
    List<Demonstration> rows =
        file(
                "{'messages': [<s>, <a>, <b>, <c>, <d>], 'reference': 'r'}",
                "{'id': 'x', 'prompt': [<a>], 'completion': [<d>]}",
                "{'prompt': [<a>], 'completion': 'd'}",
                "{'prompt': 'ignored', 'messages': [<a>], 'completion': 'd', 'tokens': [7]}")
            .demonstrations();
    assertEquals(List.of(SYSTEM, A, B, C), rows.get(0).prompt().messages());
    assertEquals("r", rows.get(0).prompt().reference());
    assertEquals("System: s\n\nUser: a\n\nAssistant: b\n\nUser: c", rows.get(0).prompt().text());
    assertEquals("x", rows.get(1).prompt().id());
    for (Demonstration row : rows) {
      assertEquals("d", row.answer().text());
    }
    for (Demonstration row : rows.subList(1, 4)) {
      assertEquals(List.of(A), row.prompt().messages());
      assertEquals("a", row.prompt().text());
    }
    assertEquals(7, rows.get(3).answer().tokens()[0]);
  }

  @Test
  void preferences() throws IOException {
    List<Preference> rows =
        file(
                "{'prompt': [<s>, <a>], 'chosen': [<d>], 'rejected': [<e>]}",
                "{'chosen': [<s>, <a>, <d>], 'rejected': [<s>, <a>, <e>]}",
                "{'prompt': 'a', 'chosen': [<s>, <a>, <d>], 'rejected': [<s>, <a>, <e>]}",
                "{'prompt': [<s>, <a>], 'chosen': [<s>, <a>, <d>], 'rejected': 'e'}",
                "{'messages': [<s>, <a>], 'chosen': 'd', 'rejected': 'e'}")
            .preferences();
    for (Preference row : rows) {
      assertEquals(List.of(SYSTEM, A), row.prompt().messages());
      assertEquals("d", row.chosen().text());
      assertEquals("e", row.rejected().text());
    }
  }

  @Test
  void prompts() throws IOException {
    List<Prompt> rows =
        file(
                "{'messages': [<a>, <b>, <c>]}",
                "{'messages': [<a>, <b>, <c>, <d>]}",
                "{'prompt': [<a>, <b>, <c>]}",
                "{'chosen': [<a>, <b>, <c>, <d>], 'rejected': [<a>, <b>, <c>, <e>]}")
            .prompts();
    for (Prompt row : rows) {
      assertEquals(List.of(A, B, C), row.messages());
    }
  }

  @Test
  void aWrittenRowIsReadAgain() throws IOException {
    Prompt prompt = file("{'id': 'x', 'messages': [<s>, <a>]}").prompts().get(0);
    JsonObject row = new JsonObject();
    row.addProperty("id", "x");
    ChatRows.write(prompt, row);
    row.addProperty("completion", "d");
    Demonstration again = file(row.toString()).demonstrations().get(0);
    assertEquals(prompt, again.prompt());
    JsonObject plain = new JsonObject();
    ChatRows.write(new Prompt("", "p"), plain);
    assertFalse(plain.has("messages"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'messages': []} | \"messages\" is empty",
        "{'messages': 7} | \"messages\" is not a list of messages",
        "{'messages': [7]} | message 1 of \"messages\" is not an object with \"role\"",
        "{'messages': [<a>, {'role': 'tool', 'content': 'x'}]} | message 2 of \"messages\" has the"
            + " role \"tool\"; it can be system, user or assistant",
        "{'messages': [{'content': 'x'}]} | message 1 of \"messages\" has no role",
        "{'messages': [<a>, {'role': 'assistant', 'content': ['x']}]} | message 2 of \"messages\""
            + " has no text as its \"content\"",
        "{'messages': [<a>, {'role': 'assistant', 'content': null}]} | has no text as its",
        "{'messages': [{'role': 'user', 'content': ''}, <b>]} | message 1 of \"messages\" is empty",
        "{'messages': [<a>, <s>, <b>]} | message 2 of \"messages\" is the system's, which can only",
        "{'messages': [<b>]} | \"messages\" has nothing before the answer",
        "{'messages': [<s>, <b>]} | the last message before the answer is the system's",
        "{'messages': [<a>, <b>, <d>]} | the last message before the answer is the assistant's",
        "{'messages': [<a>]} | the last of its \"messages\" is the user's, so that there is no",
        "{'prompt': [<a>, <b>], 'completion': 'd'} | \"prompt\" asks nothing: the last message",
        "{'prompt': [<a>], 'completion': [<c>]} | the last message of \"completion\" is the user's",
        "{'prompt': 'a', 'completion': [<d>]} | give both as lists, or both as texts",
        "{'prompt': [<a>], 'chosen': [<d>], 'rejected': [<e>]} | is a preference",
      })
  void saysWhatIsWrongWithADemonstration(String row, String expected) throws IOException {
    JsonLinesFile file = file(row);
    String message = assertThrows(UserException.class, file::demonstrations).getMessage();
    assertTrue(message.contains("line 1: ") && message.contains(expected), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'chosen': [<a>, <d>], 'rejected': [<c>, <e>]} | do not answer the same prompt",
        "{'chosen': [<a>, <d>], 'rejected': 'e'} | \"rejected\" is not a list of messages",
        "{'chosen': [<a>, <d>]} | \"rejected\" is missing",
        "{'chosen': [<a>], 'rejected': [<a>]} | the last message of \"chosen\" is the user's",
        "{'prompt': 'x', 'chosen': [<a>, <d>], 'rejected': [<a>, <e>]} | its \"prompt\" is none of",
        "{'prompt': [<a>], 'chosen': [<c>, <d>], 'rejected': [<e>]} | not those of the prompt",
        "{'prompt': [<a>, <b>], 'chosen': [<d>], 'rejected': [<e>]} | \"prompt\" asks nothing",
      })
  void saysWhatIsWrongWithAPreference(String row, String expected) throws IOException {
    JsonLinesFile file = file(row);
    String message = assertThrows(UserException.class, file::preferences).getMessage();
    assertTrue(message.contains("line 1: ") && message.contains(expected), message);
  }
}
