package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  @TempDir Path folder;

  @Test
  void whatIsThereIsFound() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "a");
    assertEquals(file.toAbsolutePath(), DataFolder.file(folder.toString(), "a.txt"));
  }

  /** A skipped test would be taken for one that passes. */
  @Test
  void whatIsMissingFailsATestAndSaysWhatToDo() {
    String named = folder.resolve("nothing").toString();
    AssertionError e = assertThrows(AssertionError.class, () -> DataFolder.file(named, "a.txt"));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("there is no " + named), message);
    assertTrue(message.contains("RLHF4J_DATA names (now \"" + named + "\")"), message);
    assertTrue(message.contains("./mvnw verify"), message);
  }
}
