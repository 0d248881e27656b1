package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.run.RunLog;

/** Checks that a training which is interrupted and resumed is the same as one that is not. */
public final class Interrupted {

  private Interrupted() {}

  /**
   * Runs a training to its end; then, for each of its steps but the last, anew until that step, and
   * anew from the state that was kept there. What is logged and what is learned must be equal, bit
   * for bit.
   *
   * @param training trains a new policy with a new task that has this log, and returns the trained
   *     policy, or whatever else has learned
   */
  public static void assertGoesOnExactly(Function<? super RunLog, ? extends Stateful> training) {
    MemoryCheckpoints whole = new MemoryCheckpoints();
    RecordingLog log = new RecordingLog(whole);
    byte[] learned = MemoryCheckpoints.bytes(training.apply(log));
    List<Record> steps = log.steps(Record.class);
    int total = steps.size();
    assertTrue(total >= 2, "a training of " + total + " steps cannot be interrupted");
    for (int done = 1; done < total; done++) {
      String when = "interrupted after step " + done + " of " + total;
      MemoryCheckpoints kept = new MemoryCheckpoints();
      kept.stopAfter(done);
      RecordingLog first = new RecordingLog(kept);
      assertThrows(MemoryCheckpoints.Stopped.class, () -> training.apply(first), when);
      kept.stopAfter(0);
      RecordingLog second = new RecordingLog(kept);
      byte[] resumed = MemoryCheckpoints.bytes(training.apply(second));
      assertEquals(steps.subList(done, total), second.steps(Record.class), when);
      assertArrayEquals(learned, resumed, when);
    }
  }
}
