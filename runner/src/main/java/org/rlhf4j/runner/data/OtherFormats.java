package org.rlhf4j.runner.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.UserException;

/** Files of rows that are no JSON Lines, and the line that makes them so. */
final class OtherFormats {
  /** Columns that rows of ours have. */
  private static final List<String> COLUMNS =
      List.of("prompt", "instruction", "question", "messages", "completion", "chosen", "rejected");

  private OtherFormats() {}

  /**
   * Refuses a table with separators.
   *
   * @param first line of the file
   */
  static void refuse(Path file, String first) {
    String head = first.startsWith("\uFEFF") ? first.substring(1) : first;
    if (head.strip().startsWith("{") || head.strip().startsWith("[")) {
      return;
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean tabs = name.matches(".*\\.tsv(\\.gz)?") || head.contains("\t");
    List<String> columns =
        Arrays.stream(head.split(tabs ? "\t" : "[,;]", -1))
            .map(column -> column.strip().replaceAll("^\"|\"$", ""))
            .toList();
    boolean named = name.matches(".*\\.[ct]sv(\\.gz)?");
    boolean headings = columns.size() > 1 && columns.stream().anyMatch(COLUMNS::contains);
    if (!named && !headings) {
      return;
    }
    String delimiter = tabs ? "'\\t'" : head.contains(",") || !head.contains(";") ? "','" : "';'";
    throw new UserException(
        file
            + " is a table ("
            + (tabs ? "TSV" : "CSV")
            + " with the columns "
            + String.join(", ", columns)
            + "), and what is read here is JSON Lines, one object a line; this makes it so:\n  "
            + (name.endsWith(".gz") ? "gunzip -c " : "cat ")
            + file
            + " | python3 -c \"import csv,json,sys; csv.field_size_limit(1 << 30);"
            + " [print(json.dumps(r)) for r in csv.DictReader(sys.stdin, delimiter="
            + delimiter
            + ")]\" > "
            + file.getFileName().toString().replaceFirst("(\\.[A-Za-z]+)?(\\.gz)?$", "")
            + ".jsonl");
  }

  /** Refuses Parquet, which data sets are often published as. */
  static void refuseBinary(Path file) {
    byte[] magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = in.readNBytes(4);
    } catch (IOException e) {
      return; // whoever reads the file says so
    }
    if (new String(magic, StandardCharsets.ISO_8859_1).equals("PAR1")) {
      throw new UserException(
          file
              + " is Parquet, and what is read here is JSON Lines, one object a line; this makes it"
              + " so:\n  python3 -c \"import pandas; pandas.read_parquet('"
              + file
              + "').to_json('"
              + file.getFileName().toString().replaceFirst("\\.[A-Za-z]+$", "")
              + ".jsonl', orient='records', lines=True)\"");
    }
  }
}
