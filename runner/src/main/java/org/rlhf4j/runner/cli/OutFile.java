package org.rlhf4j.runner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
   * @param model the folder of the model that it works with
   * @param plugins the folders of plugin jars
   * @throws UserException if it cannot be written, is the input, or would lie among the files of
   *     the model or the plugins, one of which it might replace
   */
  static Path checked(Path working, Path name, Path input, Path model, List<Path> plugins) {
    Path file = working.resolve(name).normalize();
    if (Files.isDirectory(file)) {
      throw new UserException("--out " + name + " is a folder; name a file");
    }
    try {
      if (Files.exists(file) && Files.isSameFile(file, input)) {
        throw new UserException(
            "--out " + name + " is the file that is read; it would be overwritten");
      }
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent()); // it is no root
      Path real = real(folder);
      if (real.startsWith(real(model))) {
        throw new UserException(
            "--out " + name + " lies in the model's folder " + model + "; choose another place");
      }
      for (Path jars : plugins) {
        if (real.startsWith(real(jars))) {
          throw new UserException(
              "--out " + name + " lies in the plugin folder " + jars + "; choose another place");
        }
      }
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".rlhf4j", ".try"));
    } catch (IOException e) {
      throw new UserException(
          "--out " + name + " cannot be written: " + UserException.reason(e), e);
    }
    return file;
  }

  /** A path without links, of which the last folders need not be there yet. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path there = absolute;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there.toRealPath().resolve(there.relativize(absolute)).normalize();
  }
}
