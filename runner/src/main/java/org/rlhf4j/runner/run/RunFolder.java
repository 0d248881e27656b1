package org.rlhf4j.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.json.JsonText;

/** The folder of one run. Nothing in it is ever overwritten by another run. */
final class RunFolder {
  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Refuses a folder that the user chose, if something is in it.
   *
   * @throws UserException if so
   */
  static void checkFree(@Nullable Path chosen) {
    if (chosen == null || !Files.exists(chosen)) {
      return;
    }
    if (!Files.isDirectory(chosen)) {
      throw new UserException(chosen + " is a file; --out names the folder of a new run");
    }
    try (Stream<Path> files = Files.list(chosen)) {
      if (files.findAny().isPresent()) {
        throw new UserException(
            chosen
                + " is not empty, and a finished run is never overwritten;"
                + " name another folder with --out, or remove this one");
      }
    } catch (IOException e) {
      throw new UserException(chosen + " cannot be read: " + e, e);
    }
  }

  /**
   * Makes the folder of a new run.
   *
   * @param chosen by the user; null for the next free one of runs/NAME, runs/NAME-2 ...
   * @param runs where the runs are
   * @param name of the spec
   */
  static RunFolder create(@Nullable Path chosen, Path runs, String name) {
    try {
      if (chosen != null) {
        checkFree(chosen);
        return new RunFolder(Files.createDirectories(chosen));
      }
      Files.createDirectories(runs);
      for (int i = 1; ; i++) {
        Path next = runs.resolve(i == 1 ? name : name + "-" + i);
        try {
          return new RunFolder(Files.createDirectory(next));
        } catch (FileAlreadyExistsException e) {
          // another run, perhaps of this very moment
        }
      }
    } catch (IOException e) {
      throw new UserException("cannot make the folder of the run: " + e, e);
    }
  }

  /** A folder inside this one. */
  RunFolder child(String name) {
    return create(folder.resolve(name), folder, name);
  }

  /** Where it is. */
  Path path() {
    return folder;
  }

  /** Where a method's model goes. */
  Path model(String method) {
    return folder.resolve("models").resolve(method);
  }

  /** Writes a JSON file. */
  void write(String name, JsonElement json) {
    AtomicFile.write(folder.resolve(name), JsonText.pretty(json));
  }

  /** Writes a JSON Lines file. */
  void writeLines(String name, List<JsonObject> rows) {
    AtomicFile.write(
        folder.resolve(name),
        rows.stream().map(row -> JsonText.line(row) + "\n").collect(Collectors.joining()));
  }
}
