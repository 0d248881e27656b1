package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.checkpoint.DurableFile;
import org.rlhf4j.runner.json.StrictJson;

/** Files of lines in a run folder. */
public final class Lines {
  private Lines() {}

  /** The lines of a text file; none if it is not there. */
  public static List<String> of(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw DurableFile.notRead(file, e);
    }
  }

  /**
   * Hands over the rows of a JSON Lines file, one after the other; none if it is not there. A run
   * that is going on may be in the midst of writing the last one, which is then left out.
   */
  public static void each(Path file, Consumer<JsonObject> rows) {
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      String line = lines.readLine();
      while (line != null) {
        number++;
        String next = lines.readLine();
        JsonObject row = row(line);
        if (row != null) {
          Path place = file.resolveSibling(file.getFileName() + ", line " + number);
          Written.read(
              place,
              () -> {
                rows.accept(row);
                return row;
              });
        } else if (next != null) {
          throw new UserException(file + ", line " + number + " is not what a run writes");
        }
        line = next;
      }
    } catch (IOException e) {
      throw DurableFile.notRead(file, e);
    }
  }

  /** Whether a file ends in the midst of a line. */
  public static boolean isCut(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      if (bytes.length() == 0) {
        return false;
      }
      bytes.seek(bytes.length() - 1);
      return bytes.read() != '\n';
    } catch (IOException e) {
      throw DurableFile.notRead(file, e);
    }
  }

  private static @Nullable JsonObject row(String line) {
    try {
      return StrictJson.parse(line) instanceof JsonObject object ? object : null;
    } catch (StrictJson.Malformed e) {
      return null;
    }
  }

  /** The files of a folder whose names end so, sorted; none if it is not there. */
  public static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw DurableFile.notRead(folder, e);
    }
  }
}
