package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.tokenizer.TokenizerGuard;

/** Texts that are refused before a tokenizer sees them, and options that contradict each other. */
class LongTextsTest {

  private static String message(Runnable action) {
    return assertThrows(UserException.class, action::run).getMessage();
  }

  @Test
  void aTextBeyondAnyContextIsRefusedByName() {
    String words = "a ".repeat(500_000);
    Answer longer = Answer.ofText(words + "b");
    try (TransformerPolicy policy = Policies.tiny(64, 8)) {
      Prompt row = new Prompt("row 7", words + "b");
      for (String m :
          List.of(
              message(() -> policy.encode(row)),
              message(() -> policy.encode(new Prompt("row 7", "a"), longer)),
              message(
                  () ->
                      policy.encode(
                          Prompt.ofMessages(
                              "row 7",
                              List.of(
                                  new Message(Message.Role.SYSTEM, words),
                                  new Message(Message.Role.USER, "b")),
                              null))))) {
        assertTrue(
            m.startsWith("prompt \"row 7\": its ")
                && m.contains("has 1000001 characters")
                && m.contains("at most 1000000"),
            m);
      }
      // up to there a text may be cut to fit
      assertEquals(500_001, policy.encode(new Prompt("row 8", words)).length);
    }
  }

  @Test
  void theBoundFollowsFromTheContext() {
    assertEquals(1_000_000, TokenizerGuard.mostCharacters(32));
    assertEquals(64L * 131_072, TokenizerGuard.mostCharacters(131_072));
  }

  @Test
  void aLoadedModelHasNoSizesOfTheOptions() {
    var type = TransformerOptions.Dtype.FLOAT32;
    // what runs wrote before
    assertNull(
        new TransformerOptions("x", null, new ModelSizes(), null, false, type, 1, 1, "2024-07-26")
            .sizes());
    assertEquals(
        new ModelSizes(),
        new TransformerOptions(
                null, Part.of(new Policies.Words()), null, null, false, type, 1, 1, "2024-07-26")
            .sizes());
    ModelSizes sizes = new ModelSizes(16, 2, 2, 1, 24, 32, 0.02);
    String m =
        message(
            () ->
                Policies.make(
                    new TransformerOptions(
                        "x", null, sizes, null, false, type, 1, 1, "2024-07-26")));
    assertTrue(m.contains("\"path\" and \"sizes\"") && m.contains("leave sizes out"), m);
  }
}
