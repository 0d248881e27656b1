package org.rlhf4j.judges.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What an {@link AnswerStore} was before it was a database: logs, of which a line is a checksum, a
 * key and a text. Their answers were paid for. A line whose checksum is wrong, such as one that a
 * kill cut off, is passed over.
 */
final class AnswerLogs {

  private AnswerLogs() {}

  /** The logs in a folder, the oldest first. */
  static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().endsWith(".log")).sorted().toList();
    }
  }

  /** Texts by key; the first of a key counts. */
  static Map<String, String> read(Path log) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    // a reader, unlike a decoder, goes on behind bytes that are no text
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 3);
        if (parts.length == 3 && parts[0].equals(checksum(parts[1] + " " + parts[2]))) {
          texts.putIfAbsent(parts[1], parts[2]);
        }
      }
    }
    return texts;
  }

  private static String checksum(String content) {
    CRC32C crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
