package org.rlhf4j.runner.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rlhf4j.api.UserException;

/** Writes whole files: after a crash there is the whole file or none, never a half. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a text in UTF-8.
   *
   * @throws UserException if the file cannot be written
   */
  public static void write(Path file, String text) {
    Path whole = file.toAbsolutePath();
    Path partial = whole.resolveSibling("." + whole.getFileName() + ".partial");
    try {
      Files.createDirectories(whole.getParent());
      Files.writeString(partial, text);
      Files.move(
          partial, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UserException(file + " cannot be written: " + e, e);
    }
  }
}
