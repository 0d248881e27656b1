package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private static int[] ids(int id) {
    return id < 0 ? new int[0] : new int[] {id};
  }

  private static int[] ids(String ids) {
    return Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}
