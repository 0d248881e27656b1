package org.rlhf4j.runner.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rlhf4j.runner.checkpoint.DurableFile;

/** Writes whole files: after a crash there is the whole file or none, never a half. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a text in UTF-8.
   *
   * @throws org.rlhf4j.api.UserException if the file cannot be written
   */
  public static void write(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      DurableFile.write(file, out -> out.write(bytes));
    } catch (IOException e) {
      throw DurableFile.notWritten(file, e);
    }
  }
}
