package org.rlhf4j.runner.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.json.StrictJson;

/**
 * A JSON Lines file: one object a line, UTF-8, gzip accepted, empty lines ignored. A row that does
 * not serve is refused with its line and the reason. The id of a prompt is the row's {@code id}, or
 * else the number of its line ({@code line-N} where another row has that number as its id).
 */
public final class JsonLinesFile implements DataSource {
  private final Path file;
  private final int skip;
  private final int limit;
  private final RunLog log;

  /** All of a file, to be read when it is asked for something, without a word. */
  public JsonLinesFile(Path file) {
    this(file, 0, 0, RunLog.silent());
  }

  /**
   * A file to be read when it is asked for something.
   *
   * @param skip rows to leave out at the beginning
   * @param limit rows to take after that; 0 for all
   * @param log where the progress of a large file is shown
   */
  public JsonLinesFile(Path file, int skip, int limit, RunLog log) {
    this.log = log;
    this.file = file;
    this.skip = skip;
    this.limit = limit;
  }

  /** What one row gives, or why it does not. */
  @FunctionalInterface
  public interface RowParser<T> {
    /**
     * Parses a row.
     *
     * @throws BadRow if it does not serve
     */
    T parse(Row row) throws BadRow;
  }

  @Override
  public List<Demonstration> demonstrations() {
    return rows(RowForms::demonstration);
  }

  @Override
  public List<Preference> preferences() {
    return rows(RowForms::preference);
  }

  @Override
  public List<Prompt> prompts() {
    Map<String, Integer> lines = new HashMap<>();
    Set<Integer> unnamed = new HashSet<>();
    List<Numbered> all =
        rows(
            row -> {
              Prompt prompt = RowForms.prompt(row);
              boolean named = row.has("id");
              Integer earlier = named ? lines.putIfAbsent(prompt.id(), row.line()) : null;
              if (earlier != null) {
                throw new BadRow(
                    "its id \"" + prompt.id() + "\" stands in line " + earlier + " too");
              }
              if (!named) {
                unnamed.add(row.line());
              }
              return new Numbered(row.line(), prompt);
            });
    return all.stream()
        .map(n -> unnamed.contains(n.line) ? n.unlike(lines.keySet()) : n.prompt)
        .toList();
  }

  /** A prompt and its line. */
  private record Numbered(int line, Prompt prompt) {
    /** With another id, where a row further on has this line's number as its own. */
    Prompt unlike(Set<String> ids) {
      String id = prompt.id();
      while (ids.contains(id)) {
        id = "line-" + id;
      }
      return prompt.withId(id);
    }
  }

  /**
   * All rows.
   *
   * @throws UserException if the file is empty, not readable, or a row does not serve; the first
   *     twenty are named
   */
  public <T> List<T> rows(RowParser<T> parser) {
    List<T> rows = new ArrayList<>();
    BadRows bad = new BadRows(file);
    int number = 0;
    int seen = 0;
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder; name a JSON Lines file in it");
    }
    try (DataFile data = DataFile.open(file, log)) {
      BufferedReader lines = data.reader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        data.row();
        if (line.isBlank() || seen++ < skip) {
          continue;
        }
        if (limit > 0 && seen > skip + (long) limit) {
          break;
        }
        if (number == 1) {
          OtherFormats.refuse(file, line);
        }
        try {
          rows.add(parser.parse(row(number, line)));
        } catch (BadRow e) {
          bad.add(number, String.valueOf(e.getMessage()));
        }
      }
    } catch (CharacterCodingException e) {
      OtherFormats.refuseBinary(file);
      throw new UserException(file + " is not UTF-8 text, near line " + (number + 1), e);
    } catch (IOException e) {
      throw new UserException(
          file + " cannot be read after line " + number + ": " + e.getMessage(), e);
    }
    bad.refuse();
    if (rows.isEmpty()) {
      throw new UserException(
          seen == 0
              ? file + " is empty"
              : file + " has " + seen + " rows, and skip = " + skip + " leaves none");
    }
    return rows;
  }

  private static Row row(int number, String line) throws BadRow {
    String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
    try {
      JsonElement json = StrictJson.parse(text);
      if (json instanceof JsonObject object) {
        return new Row(number, object);
      }
      throw new BadRow("is not an object in braces");
    } catch (StrictJson.Malformed e) {
      if (number == 1 && text.trim().startsWith("[")) {
        throw new BadRow(
            "is the beginning of a JSON array; JSON Lines has one object a line"
                + " (jq -c '.[]' makes it so)");
      }
      throw new BadRow("is not JSON: column " + e.position().column() + ": " + e.getMessage());
    }
  }
}
