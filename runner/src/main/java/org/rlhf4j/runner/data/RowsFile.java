package org.rlhf4j.runner.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.StrictJson;

/**
 * A file of rows that others made: JSON Lines, a JSON array of objects, CSV or TSV with a line of
 * headings, gzipped or not. See {@link org.rlhf4j.api.plugin.PluginContext#rows}. Lines are parsed
 * as they are read, so that a large file takes the memory of what is made of it.
 */
public final class RowsFile<T> {
  private static final int BEGINNING = 1 << 16; // blank letters before the first bracket

  private final Path file;
  private final RunLog log;
  private final Function<DataRow, T> parse;
  private final List<T> parsed = new ArrayList<>();
  private final BadRows bad;

  private RowsFile(Path file, RunLog log, Function<DataRow, T> parse) {
    this.file = file;
    this.log = log;
    this.parse = parse;
    this.bad = new BadRows(file);
  }

  /**
   * Makes something of every row.
   *
   * @param log where the progress of a large file is shown
   * @param parse throws a {@link UserException} for a row that does not serve
   * @throws UserException if the file cannot be read, has no rows, or some do not serve; the first
   *     twenty are named
   */
  public static <T> List<T> read(Path file, RunLog log, Function<DataRow, T> parse) {
    RowsFile<T> rows = new RowsFile<>(file, log, parse);
    return rows.all(rows::load);
  }

  /**
   * The same for a table without headings.
   *
   * @param columns their names
   */
  public static <T> List<T> readTable(
      Path file, List<String> columns, RunLog log, Function<DataRow, T> parse) {
    RowsFile<T> rows = new RowsFile<>(file, log, parse);
    char delimiter = rows.name().endsWith(".csv") ? ',' : '\t';
    return rows.all(data -> rows.loadDelimited(data, delimiter, columns));
  }

  /** Reads an open file. */
  @FunctionalInterface
  private interface Loading {
    void from(DataFile data) throws IOException;
  }

  private List<T> all(Loading loading) {
    try (DataFile data = DataFile.open(file, log)) {
      loading.from(data);
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + UserException.reason(e), e);
    }
    bad.refuse();
    if (parsed.isEmpty()) {
      throw new UserException(file + " has no rows");
    }
    return parsed;
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.gz$", "");
  }

  private void load(DataFile data) throws IOException {
    String name = name();
    BufferedReader text = data.reader();
    int first = first(text);
    if (name.endsWith(".csv")) {
      loadDelimited(data, ',', List.of());
    } else if (name.endsWith(".tsv")) {
      loadDelimited(data, '\t', List.of());
    } else if (first == '[') {
      loadArray(text);
    } else if (first == '{') {
      loadLines(data);
    } else if (first >= 0) {
      throw new UserException(
          file
              + " is neither JSON Lines nor a JSON array, and its name does not end in .csv or .tsv"
              + " (.gz may follow)");
    }
  }

  /** The first letter that is no blank, -1 for none; only a byte order mark is read. */
  private static int first(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
    text.mark(BEGINNING);
    int first = text.read();
    for (int i = 1; i < BEGINNING && Character.isWhitespace(first); i++) {
      first = text.read();
    }
    text.reset();
    return first;
  }

  private void loadArray(BufferedReader text) throws IOException {
    StringWriter whole = new StringWriter();
    text.transferTo(whole);
    JsonElement root = JsonDocument.parse(file.toString(), whole.toString()).root();
    int number = 0;
    for (JsonElement element : (JsonArray) root) {
      add(++number, element);
    }
  }

  private void loadLines(DataFile data) throws IOException {
    BufferedReader lines = data.reader();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      data.row();
      if (line.isBlank()) {
        continue;
      }
      try {
        add(number, StrictJson.parse(line));
      } catch (StrictJson.Malformed e) {
        bad.add(number, "is not JSON: column " + e.position().column() + ": " + e.getMessage());
      }
    }
  }

  private void add(int number, JsonElement json) {
    if (!(json instanceof JsonObject object)) {
      bad.add(number, "is not an object in braces");
      return;
    }
    try {
      parsed.add(parse.apply(new JsonRow(number, object)));
    } catch (UserException e) {
      bad.add(number, String.valueOf(e.getMessage()));
    }
  }

  /** A table; its first line has the headings if none are given. */
  private void loadDelimited(DataFile data, char delimiter, List<String> given)
      throws CharacterCodingException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setHeader(given.toArray(String[]::new))
            .setSkipHeaderRecord(given.isEmpty())
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = format.parse(data.reader())) {
      List<String> columns = parser.getHeaderNames();
      for (CSVRecord record : parser) {
        data.row();
        int line = Math.toIntExact(parser.getCurrentLineNumber());
        if (record.size() != columns.size()) {
          bad.add(
              line,
              "has "
                  + record.size()
                  + (given.isEmpty()
                      ? " fields where the first line has "
                      : " fields where the names given are ")
                  + columns.size());
          continue;
        }
        JsonObject object = new JsonObject();
        for (int i = 0; i < columns.size(); i++) {
          object.addProperty(columns.get(i), record.get(i));
        }
        add(line, object);
      }
    } catch (CharacterCodingException e) {
      throw e;
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      if (e.getCause() instanceof CharacterCodingException coding) {
        throw coding;
      }
      throw new UserException(file + " is not a table: " + e.getMessage(), e);
    }
  }
}
