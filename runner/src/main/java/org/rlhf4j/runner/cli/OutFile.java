package org.rlhf4j.runner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rlhf4j.api.UserException;

/** Where a command writes its result. */
final class OutFile {
  private OutFile() {}

  /**
   * The file, after a look at what would keep it from being written: better before hours of work
   * than after them.
   *
   * @param working what the name is relative to
   * @param name as the user gave it
   * @param input what the command reads
   * @throws UserException if it cannot be written or is the input
   */
  static Path checked(Path working, Path name, Path input) {
    Path file = working.resolve(name).normalize();
    if (Files.isDirectory(file)) {
      throw new UserException("--out " + name + " is a folder; name a file");
    }
    try {
      if (Files.exists(file) && Files.isSameFile(file, input)) {
        throw new UserException(
            "--out " + name + " is the file that is read; it would be overwritten");
      }
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".rlhf4j", ".try"));
    } catch (IOException e) {
      throw new UserException("--out " + name + " cannot be written: " + e, e);
    }
    return file;
  }
}
