package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;

final class ControlledPolicyTest {

  /** A tokenizer that puts these ids around the letters of a text. */
  private static Policy policy(int[] first, int[] last) {
    Policy policy = mock(Policy.class);
    when(policy.encode(any(Prompt.class)))
        .thenAnswer(
            call -> {
              IntStream letters = call.<Prompt>getArgument(0).text().chars().map(c -> c - 'a');
              return IntStream.concat(
                      Arrays.stream(first), IntStream.concat(letters, Arrays.stream(last)))
                  .toArray();
            });
    return policy;
  }

  @ParameterizedTest
  @CsvSource({
    // prompt, first id or -1, last id or -1, ids with the token 99 before, ids with it after
    "ab, -1, -1, 99 0 1, 0 1 99",
    "ab, 50, -1, 50 99 0 1, 50 0 1 99",
    "ab, 50, 51, 50 99 0 1 51, 50 0 1 51 99",
    "'', 50, -1, 50 99, 50 99"
  })
  void theTokenStandsBehindTheBeginningOfSequenceOrAtTheEnd(
      String text, int first, int last, String before, String after) {
    Policy policy = policy(ids(first), ids(last));
    Prompt prompt = Tasks.prompt(text);
    assertArrayEquals(ids(before), ControlledPolicy.before(policy, "<|good|>", 99).encode(prompt));
    assertArrayEquals(ids(after), ControlledPolicy.after(policy, "<|good|>", 99).encode(prompt));
    TokenRow row = new TokenRow(policy.encode(prompt), new int[] {7});
    TokenRow conditioned = ControlledPolicy.before(policy, "<|good|>", 99).withToken(row);
    assertArrayEquals(ids(before), conditioned.prompt());
    assertArrayEquals(new int[] {7}, conditioned.completion());
  }

  @Test
  void itIsTheWrappedPolicyThatHasALikelihoodOrNot() {
    Policy policy = policy(ids(-1), ids(-1));
    ControlledPolicy controlled = ControlledPolicy.after(policy, "<|good|>", 99);
    Likelihood likelihood = mock(Likelihood.class);
    when(policy.likelihood()).thenReturn(Optional.of(likelihood));
    assertEquals(Optional.of(likelihood), controlled.likelihood());
    when(policy.likelihood()).thenReturn(Optional.empty());
    when(policy.klUpperBound()).thenReturn(OptionalDouble.of(0.3));
    assertEquals(Optional.empty(), controlled.likelihood());
    assertEquals(OptionalDouble.of(0.3), controlled.klUpperBound());
  }

  /** The wrapped policy's own generate would encode without the token. */
  @Test
  void answersAreDrawnBehindTheToken() {
    Policy policy = policy(ids(-1), ids(-1));
    Decoding decoding = Decoding.greedy(3);
    ControlledPolicy.after(policy, "<|good|>", 99)
        .generate(List.of(Tasks.prompt("ab")), 2, decoding, Tasks.RANDOM);
    ArgumentCaptor<List<int[]>> prompts = ArgumentCaptor.captor();
    verify(policy).generateFrom(prompts.capture(), eq(2), eq(decoding), eq(Tasks.RANDOM));
    assertArrayEquals(ids("0 1 99"), prompts.getValue().get(0));
    verify(policy, never()).generate(any(), anyInt(), any(), any());
  }

  private static int[] ids(int id) {
    return id < 0 ? new int[0] : new int[] {id};
  }

  private static int[] ids(String ids) {
    return Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}
