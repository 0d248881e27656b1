package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;

/** The check finds what a training forgets to keep. */
final class InterruptedTest {

  /** What a step found. */
  record Count(int value) implements StepMetrics {
    @Override
    public String brief() {
      return "";
    }
  }

  private static class Counter implements Stateful {
    private int value;

    @Override
    public void writeState(DataOutput out) throws IOException {
      out.writeInt(value);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      value = in.readInt();
    }
  }

  private static Counter count(RunLog log, Counter kept, Counter stepper) {
    Steps.of(log, "counting", 4, kept).run(step -> new Count(stepper.value += step));
    return kept;
  }

  @Test
  void aTrainingThatKeepsItsStateGoesOn() {
    Interrupted.assertGoesOnExactly(
        log -> {
          Counter counter = new Counter();
          return count(log, counter, counter);
        });
  }

  @Test
  void aTrainingThatForgetsSomethingIsFoundByItsLog() {
    AssertionFailedError e =
        assertThrows(
            AssertionFailedError.class,
            () -> Interrupted.assertGoesOnExactly(log -> count(log, new Counter(), new Counter())));
    assertEquals("interrupted after step 2 of 4", e.getMessage().substring(0, 29), e.getMessage());
  }

  @Test
  void aTrainingThatForgetsSomethingIsFoundByWhatItLearned() {
    assertThrows(
        AssertionFailedError.class,
        () ->
            Interrupted.assertGoesOnExactly(
                log -> {
                  Counter hidden = new Counter();
                  Steps.of(log, "counting", 3)
                      .run(
                          step -> {
                            hidden.value++;
                            return new Count(step);
                          });
                  return hidden;
                }));
  }

  @Test
  void aPartThatDoesNotReadAllItWroteIsFound() {
    Counter forgetful =
        new Counter() {
          @Override
          public void readState(DataInput in) {}
        };
    assertThrows(
        AssertionFailedError.class,
        () -> Interrupted.assertGoesOnExactly(log -> count(log, forgetful, new Counter())));
  }

  @Test
  void theStateAfterEachStepIsKept() {
    MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    checkpoints.stopAfter(3);
    Counter counter = new Counter();
    assertThrows(
        MemoryCheckpoints.Stopped.class,
        () -> count(new RecordingLog(checkpoints), counter, counter));
    assertArrayEquals(new byte[] {0, 0, 0, 1}, checkpoints.state(2).get(0));
    assertArrayEquals(new byte[] {0, 0, 0, 3}, checkpoints.state(3).get(0));
    assertThrows(IllegalArgumentException.class, () -> checkpoints.state(4));
    assertEquals(3, checkpoints.restore(List.of(new Counter())));
  }
}
