package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.TrainingOptions;

/** How {@link TrainingOptions} passes over data, at the ends of its ranges. */
final class TrainingOptionsTest {

  private static final RandomStream RANDOM = RandomStream.ofSeed(1);

  private static TrainingOptions options(int batch, int accumulation, int epochs, int maxSteps) {
    return new TrainingOptions(
        batch,
        accumulation,
        epochs,
        maxSteps,
        false,
        new LengthLimits(),
        AdamW.withLearningRate(1e-3));
  }

  @Test
  void aStepIsAtMostAllExamples() {
    List<int[]> steps = options(1 << 20, 1 << 20, 2, 0).steps(3, RANDOM);
    assertEquals(2, steps.size());
    assertEquals(3, steps.get(1).length);
  }

  @Test
  void endlessTrainingsAreRefusedAndNotListed() {
    TrainingOptions endless = options(1, 1, Integer.MAX_VALUE, 0);
    var e = assertThrows(UserException.class, () -> endless.steps(3, RANDOM));
    assertTrue(String.valueOf(e.getMessage()).contains(" 6442450941 steps"), e.getMessage());
  }

  @Test
  void maxStepsMakesAnyNumberOfEpochsLegal() {
    TrainingOptions options = options(2, 1, Integer.MAX_VALUE, 5);
    assertEquals(5, options.steps(3, RANDOM).size());
    assertEquals(5, options.stepCount(3));
    assertEquals(4, options(2, 1, 2, 5).stepCount(3));
  }
}
