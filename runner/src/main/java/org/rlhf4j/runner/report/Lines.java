package org.rlhf4j.runner.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.json.JsonDocument;

/** Files of lines in a run folder. */
final class Lines {
  private Lines() {}

  /** The lines of a text file; none if it is not there. */
  static List<String> of(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e, e);
    }
  }

  /**
   * The rows of a JSON Lines file; none if it is not there. A run that is going on may be in the
   * midst of writing the last one, which is then left out.
   */
  static List<JsonObject> json(Path file) {
    List<String> lines = of(file);
    List<JsonObject> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String name = file + ", line " + (i + 1);
      try {
        JsonElement row = JsonDocument.parse(name, lines.get(i)).root();
        if (!row.isJsonObject()) {
          throw new UserException(name + " is not what a run writes");
        }
        rows.add(row.getAsJsonObject());
      } catch (UserException e) {
        if (i < lines.size() - 1) {
          throw e;
        }
      }
    }
    return rows;
  }

  /** The files of a folder whose names end so, sorted; none if it is not there. */
  static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UserException(folder + " cannot be read: " + e, e);
    }
  }
}
