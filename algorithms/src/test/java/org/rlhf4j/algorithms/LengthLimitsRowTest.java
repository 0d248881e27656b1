package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.LengthLimits;

final class LengthLimitsRowTest {

  @Test
  void anAnswerEndsWithEndOfSequence() {
    TokenRow row = row("a b", "c", new LengthLimits());
    assertArrayEquals(new int[] {1, 2}, row.prompt());
    assertArrayEquals(new int[] {3, 0}, row.completion());
  }

  @Test
  void sampledTokensAreTakenAsTheyAre() {
    Answer cutOff = new Answer("c", new int[] {3});
    TokenRow row = new LengthLimits().row(Tasks.policy(), Tasks.prompt("a"), cutOff);
    assertArrayEquals(new int[] {3}, row.completion());
  }

  @Test
  void aRowBeyondTheContextIsRefusedWithItsPrompt() {
    UserException e =
        assertThrows(UserException.class, () -> row("a b c", "a b c", new LengthLimits()));
    assertTrue(e.getMessage().startsWith("prompt \"prompt a b c\": "), e.getMessage());
    assertTrue(e.getMessage().contains("7 tokens"), e.getMessage());
  }

  @Test
  void aRowWithoutAnAnswerIsRefusedWithItsPrompt() {
    LengthLimits limits = new LengthLimits(0, 0, 3, LengthLimits.Keep.START);
    UserException e = assertThrows(UserException.class, () -> row("a b c", "a", limits));
    assertEquals(
        "prompt \"prompt a b c\": nothing of its answer is left to train on, because the prompt has"
            + " 3 tokens and training.lengths.maxLength is 3; raise it or set"
            + " training.lengths.maxPromptTokens below it",
        e.getMessage());
  }

  private static TokenRow row(String prompt, String answer, LengthLimits limits) {
    return limits.row(Tasks.policy(), Tasks.prompt(prompt), Answer.ofText(answer));
  }
}
