package org.rlhf4j.runner.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlainProgressTest {
  private final List<String> lines = new ArrayList<>();
  private long nanos;

  @Test
  void saysALittleNowAndThenAndSomethingAtTheEnd() {
    try (PlainProgress progress =
        new PlainProgress("sft", 100, "steps", 0, lines::add, () -> nanos)) {
      for (int i = 1; i <= 100; i++) {
        nanos += 250_000_000L;
        progress.update(i, "loss " + i);
      }
    }
    assertEquals(
        List.of(
            "sft: 8/100 steps (4.00/s), 0:23 left, loss 8",
            "sft: 48/100 steps (4.00/s), 0:13 left, loss 48",
            "sft: 88/100 steps (4.00/s), 0:03 left, loss 88",
            "sft: 100/100 steps (4.00/s) in 0:25, loss 100"),
        lines);
  }

  @Test
  void whatIsQuickIsSaidOnce() {
    try (PlainProgress progress = new PlainProgress("x", 2, "rows", 0, lines::add, () -> nanos)) {
      nanos += 500_000_000L;
      progress.update(2, "");
    }
    assertEquals(List.of("x: 2/2 rows (4.00/s) in 0:00"), lines);
  }
}
