package org.rlhf4j.algorithms.policygradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;

final class GroupsTest {

  @Test
  void eachNumberIsComparedWithTheOthersOfItsGroup() {
    // (1, 2, 6): others' means 4, 3.5, 1.5; (0, 0, 3): 1.5, 1.5, 0.
    Groups groups = new Groups(new double[] {1, 2, 6, 0, 0, 3}, 3);
    assertArrayEquals(
        new double[] {-3, -1.5, 4.5, -1.5, -1.5, 3}, groups.lessMeanOfOthers(), 1e-15);
    assertArrayEquals(new double[] {-2, -1, 3, -1, -1, 2}, groups.lessMean(), 1e-15);
    assertArrayEquals(new double[] {Math.sqrt(7), Math.sqrt(3)}, groups.deviations(), 1e-15);
  }

  @RepeatedTest(200)
  void advantagesSumToZeroInEachGroup(RepetitionInfo repetition) {
    RandomGenerator random =
        Tasks.RANDOM.child("groups").child(repetition.getCurrentRepetition()).generator();
    int size = 2 + random.nextInt(6);
    double[] numbers = random.doubles(5L * size, -10, 10).toArray();
    double[] advantages = new Groups(numbers, size).lessMeanOfOthers();
    for (int from = 0; from < numbers.length; from += size) {
      double all = Arrays.stream(numbers, from, from + size).sum();
      assertEquals(0, Arrays.stream(advantages, from, from + size).sum(), 1e-12);
      for (int i = from; i < from + size; i++) {
        assertEquals(numbers[i] - (all - numbers[i]) / (size - 1), advantages[i], 1e-12);
      }
    }
  }

  @Test
  void equalNumbersLeaveExactlyNothing() {
    double[] equal = new double[7];
    Arrays.fill(equal, 0.1); // seven times 0.1, divided by 7, is not 0.1
    assertArrayEquals(new double[7], new Groups(equal, 7).lessMean());
    assertArrayEquals(new double[7], new Groups(equal, 7).lessMeanOfOthers());
  }

  @Test
  void countsGroupsThatTeachNothing() {
    assertEquals(0.5, new Groups(new double[] {0.1, 0.1, 0.1, 0.2}, 2).shareWithoutSpread());
  }

  @Test
  void refusesGroupsThatAreNotWhole() {
    assertThrows(IllegalArgumentException.class, () -> new Groups(new double[3], 2));
    assertThrows(
        IllegalArgumentException.class, () -> new Groups(new double[3], 1).lessMeanOfOthers());
  }
}
