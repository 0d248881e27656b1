package org.rlhf4j.runner.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.StrictJson;

/**
 * A file of rows that others made: JSON Lines, a JSON array of objects, CSV or TSV with a line of
 * headings, gzipped or not. See {@link org.rlhf4j.api.plugin.PluginContext#rows}.
 */
public final class RowsFile {
  private static final int SHOWN_PROBLEMS = 20;

  private final Path file;
  private final List<DataRow> rows = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();

  private RowsFile(Path file) {
    this.file = file;
  }

  /**
   * Makes something of every row.
   *
   * @param parse throws a {@link UserException} for a row that does not serve
   * @throws UserException if the file cannot be read, has no rows, or some do not serve; the first
   *     twenty are named
   */
  public static <T> List<T> read(Path file, Function<DataRow, T> parse) {
    RowsFile rows = new RowsFile(file);
    rows.load();
    return rows.parse(parse);
  }

  /**
   * The same for a table without headings.
   *
   * @param columns their names
   */
  public static <T> List<T> readTable(Path file, List<String> columns, Function<DataRow, T> parse) {
    RowsFile rows = new RowsFile(file);
    rows.requireFile();
    boolean commas = rows.name().endsWith(".csv");
    rows.loadDelimited(rows.text(), commas ? ',' : '\t', columns);
    return rows.parse(parse);
  }

  private <T> List<T> parse(Function<DataRow, T> parse) {
    List<T> parsed = new ArrayList<>();
    for (DataRow row : rows) {
      try {
        parsed.add(parse.apply(row));
      } catch (UserException e) {
        bad.add("line " + row.line() + ": " + e.getMessage());
      }
    }
    if (!bad.isEmpty()) {
      String more =
          bad.size() > SHOWN_PROBLEMS ? "\n... and " + (bad.size() - SHOWN_PROBLEMS) + " more" : "";
      throw new UserException(
          file
              + " has "
              + bad.size()
              + (bad.size() == 1 ? " bad row:\n" : " bad rows:\n")
              + String.join("\n", bad.subList(0, Math.min(SHOWN_PROBLEMS, bad.size())))
              + more);
    }
    if (parsed.isEmpty()) {
      throw new UserException(file + " has no rows");
    }
    return parsed;
  }

  private void requireFile() {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder; name a file in it");
    }
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.gz$", "");
  }

  private void load() {
    requireFile();
    String text = text();
    String name = name();
    if (name.endsWith(".csv")) {
      loadDelimited(text, ',', List.of());
    } else if (name.endsWith(".tsv")) {
      loadDelimited(text, '\t', List.of());
    } else if (text.stripLeading().startsWith("[")) {
      loadArray(text);
    } else if (text.stripLeading().startsWith("{")) {
      loadLines(text);
    } else if (!text.isBlank()) {
      throw new UserException(
          file
              + " is neither JSON Lines nor a JSON array, and its name does not end in .csv or .tsv"
              + " (.gz may follow)");
    }
  }

  private void loadArray(String text) {
    JsonElement root = JsonDocument.parse(file.toString(), text).root();
    int number = 0;
    for (JsonElement element : (JsonArray) root) {
      add(++number, element);
    }
  }

  private void loadLines(String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        add(i + 1, StrictJson.parse(lines.get(i)));
      } catch (StrictJson.Malformed e) {
        bad.add(
            "line "
                + (i + 1)
                + ": is not JSON: column "
                + e.position().column()
                + ": "
                + e.getMessage());
      }
    }
  }

  private void add(int number, JsonElement json) {
    if (json instanceof JsonObject object) {
      rows.add(new JsonRow(number, object));
    } else {
      bad.add("line " + number + ": is not an object in braces");
    }
  }

  /** A table; its first line has the headings if none are given. */
  private void loadDelimited(String text, char delimiter, List<String> given) {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setHeader(given.toArray(String[]::new))
            .setSkipHeaderRecord(given.isEmpty())
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = format.parse(new StringReader(text))) {
      List<String> columns = parser.getHeaderNames();
      for (CSVRecord record : parser) {
        int line = Math.toIntExact(parser.getCurrentLineNumber());
        if (record.size() != columns.size()) {
          bad.add(
              "line "
                  + line
                  + ": has "
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
        rows.add(new JsonRow(line, object));
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new UserException(file + " is not a table: " + e.getMessage(), e);
    }
  }

  private String text() {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      // a decoder, unlike a charset, refuses what is not UTF-8 instead of replacing it
      Reader reader =
          new InputStreamReader(
              gzip ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8.newDecoder());
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return text.toString().replaceFirst("^\uFEFF", "");
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
