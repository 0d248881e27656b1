package org.rlhf4j.policies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.UserException;

/** Writes whole folders: where the disk is full there is the old state or none, never a half. */
final class WholeFolder {

  private WholeFolder() {}

  /** Writes files into a folder that exists. */
  @FunctionalInterface
  interface Content {
    void writeInto(Path folder) throws IOException;
  }

  /**
   * Writes into a folder beside this one, and moves what is there once it is all there. Other files
   * of a folder that exists already stay.
   *
   * @throws UserException if it cannot be written, with the reason
   */
  static void write(Path folder, Content files) {
    Path whole = folder.toAbsolutePath().normalize();
    Path partial = whole.resolveSibling("." + whole.getFileName() + ".partial");
    try {
      Files.createDirectories(whole.getParent());
      delete(partial); // of a process that was killed
      Files.createDirectory(partial);
      files.writeInto(partial);
      if (Files.exists(whole)) {
        for (Path file : inside(partial)) {
          Files.move(file, whole.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(partial);
      } else {
        Files.move(partial, whole);
      }
    } catch (IOException e) {
      UserException failure =
          new UserException(
              "the model cannot be written to " + folder + ": " + UserException.reason(e), e);
      try {
        delete(partial);
      } catch (IOException more) {
        failure.addSuppressed(more);
      }
      throw failure;
    }
  }

  private static List<Path> inside(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
