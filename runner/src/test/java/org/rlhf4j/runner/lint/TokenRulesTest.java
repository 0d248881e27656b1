package org.rlhf4j.runner.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;

/**
 * With a tokenizer of single letters, of which {@code ab} is one token and {@code </s>} the end.
 */
final class TokenRulesTest {
  private static final int BOS = 1;
  private static final int EOS = 2;
  private static final int AB = 3;

  private static int[] ids(String text, boolean bos, boolean eos) {
    List<Integer> ids = new ArrayList<>();
    if (bos) {
      ids.add(BOS);
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("</s>", i)) {
        ids.add(EOS);
        i += 3;
      } else if (text.startsWith("<s>", i)) {
        ids.add(BOS);
        i += 2;
      } else if (text.startsWith("ab", i)) {
        ids.add(AB);
        i++;
      } else {
        ids.add((int) text.charAt(i));
      }
    }
    if (eos) {
      ids.add(EOS);
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String text(int[] ids) {
    return IntStream.of(ids)
        .mapToObj(id -> id == AB ? "ab" : id <= EOS ? "" : Character.toString(id))
        .collect(Collectors.joining());
  }

  private static Policy policy() {
    Policy policy = mock(Policy.class);
    when(policy.contextLength()).thenReturn(20);
    when(policy.encode(any(Prompt.class)))
        .thenAnswer(call -> ids(call.<Prompt>getArgument(0).text(), true, false));
    when(policy.encode(any(Prompt.class), any(Answer.class)))
        .thenAnswer(
            call ->
                new TokenRow(
                    ids(call.<Prompt>getArgument(0).text(), true, false),
                    ids(call.<Answer>getArgument(1).text(), false, true)));
    when(policy.decode(any())).thenAnswer(call -> text(call.getArgument(0)));
    return policy;
  }

  private static Map<String, List<Integer>> found(Answer answer, String prompt) {
    LintRow row = new LintRow(5, new Prompt("p", prompt), List.of(answer));
    return TokenRules.find(List.of(row), policy()).stream()
        .collect(Collectors.toMap(LintFinding::rule, LintFinding::lines));
  }

  private static Map<String, List<Integer>> found(String prompt, String answer) {
    return found(Answer.ofText(answer), prompt);
  }

  private static final List<Integer> ROW = List.of(5);

  @Test
  void nothingIsFoundInGoodRows() {
    assertEquals(Map.of(), found("q", "xyz"));
  }

  @Test
  void specialTokensThatStandTwiceOrAsText() {
    assertEquals(Map.of("double-special-token", ROW), found("q", "xyz</s>"));
    assertEquals(Map.of("double-special-token", ROW), found("<s>q", "xyz"));
    assertEquals(Map.of("special-token-text", ROW), found("q", "x<|end|>"));
  }

  @Test
  void whatTheContextCutsOff() {
    assertEquals(Map.of("truncated-answer", ROW), found("q", "x".repeat(18)));
    assertEquals(Map.of(), found("q", "x".repeat(17)));
    assertEquals(Map.of("prompt-too-long", ROW), found("q".repeat(19), "x"));
  }

  @Test
  void tokensThatCrossFromPromptToAnswer() {
    assertEquals(Map.of("boundary-token", ROW), found("qa", "b"));
  }

  @Test
  void sampledTokens() {
    assertEquals(Map.of(), found(new Answer("x", new int[] {'x', EOS}), "q"));
    assertEquals(Map.of("missing-end", ROW), found(new Answer("x", new int[] {'x'}), "q"));
    assertEquals(Map.of("foreign-tokens", ROW), found(new Answer("x", new int[] {'y', EOS}), "q"));
  }
}
