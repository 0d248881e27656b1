package org.rlhf4j.api.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;

final class BatchItemsTest {

  private static Preference pair(String prompt, String batch) {
    return new Preference(new Prompt("id", prompt), Answer.ofText("a"), Answer.ofText("b"), batch);
  }

  @Test
  void pairsOfOnePromptAndBatchAreOneItem() {
    BatchItems items =
        BatchItems.of(
            List.of(
                pair("p", "r1"),
                pair("p", null),
                pair("q", "r1"),
                pair("p", "r1"),
                pair("p", "r2"),
                pair("p", null),
                pair("p", "r1")));
    assertEquals(5, items.size());
    assertFalse(items.areSingle());
    assertEquals("7 pairs in 5 items", items.toString());
    assertArrayEquals(new int[] {0, 3, 6}, items.pairs(new int[] {0}));
    assertArrayEquals(new int[] {5, 0, 3, 6, 2}, items.pairs(new int[] {4, 0, 2}));
  }

  @Test
  void withoutBatchesStepsAreAsTheyWere() {
    BatchItems items = BatchItems.of(List.of(pair("p", null), pair("p", null), pair("p", "r")));
    assertTrue(items.areSingle());
    TrainingOptions options = TrainingOptions.of(2, 3, AdamW.withLearningRate(1));
    List<int[]> steps = options.steps(3, RandomStream.ofSeed(1));
    List<int[]> same = items.pairs(options.steps(items.size(), RandomStream.ofSeed(1)));
    assertEquals(steps.size(), same.size());
    for (int i = 0; i < steps.size(); i++) {
      assertArrayEquals(steps.get(i), same.get(i));
    }
  }
}
