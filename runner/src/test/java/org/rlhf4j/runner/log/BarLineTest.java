package org.rlhf4j.runner.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BarLineTest {
  private static String line(long done, String detail, int width) {
    return BarLine.of("sft", done, 200, "steps", Duration.ofSeconds(25), detail, width);
  }

  @Test
  void theBarTakesTheRoomThatIsLeft() {
    String line = line(50, "loss 1.2345", 79);
    assertEquals(79, line.length());
    assertEquals(
        "sft  25% [=====>              ] 50/200 steps (2.00/s), 1:15 left, loss 1.2345",
        line.replaceAll(" +]", "              ]"));
  }

  @Test
  void whatIsSaidIsNeverCutBeforeAnythingElse() {
    String detail = "loss 1.2345, accuracy 0.50, entropy 1.25";
    for (int width = 79; width > 9 + detail.length(); width--) {
      String line = line(50, detail, width);
      assertTrue(line.endsWith(detail) && line.startsWith("sft  25%"), line);
      assertTrue(line.length() <= width, line);
    }
    assertEquals(30, line(50, detail, 30).length());
  }

  @Test
  void beginsAndEnds() {
    assertTrue(line(0, "", 79).startsWith("sft   0% [>    "), line(0, "", 79));
    assertTrue(line(200, "", 79).contains("=====] 200/200 steps (8.00/s), 0:00 left"));
  }
}
