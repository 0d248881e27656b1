package org.rlhf4j.policies;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of public models and data that conformance tests read; they are skipped where it is
 * absent.
 */
final class SharedData {

  private SharedData() {}

  static Path file(String name) {
    String folder = System.getenv("RLHF4J_DATA");
    Path root = folder != null ? Path.of(folder) : Path.of("..", "..", "shared");
    Path file = root.resolve(name).toAbsolutePath().normalize();
    Assumptions.assumeTrue(
        Files.exists(file), () -> "skipped: " + file + " is not there; set RLHF4J_DATA");
    return file;
  }
}
