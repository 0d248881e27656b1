package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.rlhf4j.api.Stateful;

final class KeptStateTest {

  /** So many longs, from a first one on. */
  private static final class Numbers implements Stateful {
    private static final int COUNT = 100_000;
    private long first = 7;

    @Override
    public void writeState(DataOutput out) throws IOException {
      for (int i = 0; i < COUNT; i++) {
        out.writeLong(first + i);
      }
    }

    @Override
    public void readState(DataInput in) throws IOException {
      long read = in.readLong();
      for (int i = 1; i < COUNT; i++) {
        assertEquals(read + i, in.readLong());
      }
      first = read;
    }
  }

  private static Set<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("rlhf4j-kept"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void comesBackAsOftenAsOneLikes() {
    Numbers numbers = new Numbers();
    try (KeptState kept = KeptState.of(numbers)) {
      for (int i = 0; i < 3; i++) {
        numbers.first = -i;
        kept.restore(numbers);
        assertEquals(7, numbers.first);
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a file in use cannot be removed there")
  void aProcessThatIsKilledLeavesNoFile() throws IOException {
    Set<Path> before = left();
    try (KeptState kept = KeptState.of(new Numbers())) {
      assertEquals(before, left());
      kept.restore(new Numbers());
    }
    assertEquals(before, left());
  }
}
