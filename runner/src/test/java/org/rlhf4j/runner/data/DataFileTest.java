package org.rlhf4j.runner.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.fakes.Shell;

final class DataFileTest {
  private static final String ROW = "{\"prompt\": \"p\", \"completion\": \"c\"}\n";

  @TempDir Path folder;

  private Path rows(String name, int count, boolean gzip) throws IOException {
    Path file = folder.resolve(name);
    byte[] thousand = ROW.repeat(1000).getBytes(StandardCharsets.UTF_8);
    try (OutputStream bytes = Files.newOutputStream(file);
        OutputStream out = gzip ? new GZIPOutputStream(bytes) : bytes) {
      for (int i = 0; i < count / 1000; i++) {
        out.write(thousand);
      }
    }
    return file;
  }

  /** What every reader of files says to a gzip whose text fills the machine. */
  private void assertRefused(String message, Path file) {
    assertTrue(message.contains(file + " unpacks to more than 100 times its size"), message);
    assertTrue(message.contains("MiB from "), message);
    assertTrue(message.contains("gunzip -k"), message);
  }

  @Test
  void aGzipThatUnpacksWithoutEndIsRefused() throws IOException {
    Path file = rows("rows.jsonl.gz", 1_200_000, true);
    assertTrue(Files.size(file) < 300_000, () -> "a bomb of " + file.toFile().length());
    assertRefused(
        String.valueOf(
            assertThrows(
                    UserException.class,
                    () -> RowsFile.read(file, RunLog.silent(), row -> row.line()))
                .getMessage()),
        file);
    Shell shell = new Shell(folder);
    assertEquals(2, shell.run("lint", "rows.jsonl.gz"), shell::err);
    assertRefused(shell.err(), file);
    shell.write(
        "spec.json",
        """
        {"policy": {"id": "transformer"}, "methods": [{"id": "sft"}],
         "data": {"demonstrations": {"id": "jsonl", "options": {"path": "rows.jsonl.gz"}}}}
        """);
    assertEquals(2, shell.run("validate", "spec.json"), shell::err);
    assertRefused(shell.err(), file);
    Shell people = new Shell(folder, layers -> Catalog.load(List.of()));
    people.write(
        "annotate.json", "{\"name\": \"n\", \"task\": \"rating\", \"items\": \"rows.jsonl.gz\"}");
    assertEquals(2, people.run("annotate", "annotate.json"), people::err);
    assertRefused(people.err(), file);
  }

  @Test
  void textThatIsOnlyLargeIsRead() throws IOException {
    Path file = rows("rows.jsonl.gz", 100_000, true); // 300 times its size
    assertEquals(100_000, RowsFile.read(file, RunLog.silent(), row -> row.line()).size());
  }

  @Test
  void whoReadsForLongSaysHowFarThatHasCome() throws IOException {
    List<String> shown = new ArrayList<>();
    RunLog log =
        new RunLog() {
          @Override
          public void step(int step, Record metrics) {}

          @Override
          public Progress progress(String task, long total, String unit) {
            shown.add(task + " of " + total + " " + unit);
            return (done, detail) -> shown.add(done + ": " + detail);
          }

          @Override
          public void note(String line) {}
        };
    Path file = rows("rows.jsonl", 100_000, false);
    AtomicLong now = new AtomicLong();
    try (DataFile data = DataFile.open(file, log, () -> now.addAndGet(100_000_000))) {
      for (String line = data.reader().readLine(); line != null; ) {
        data.row();
        line = data.reader().readLine();
      }
    }
    long kib = Files.size(file) >> 10;
    assertEquals("reading rows.jsonl of " + kib + " KiB", shown.get(0));
    // a tenth of a second for each look, and the first second is silent
    assertTrue(shown.get(1).matches("[0-9]+: 4[0-9],[0-9]{3} rows, 1 MiB of text"), shown.get(1));
    assertTrue(shown.size() > 10, shown::toString);
  }

  @Test
  void ofMillionsOfBadRowsTheFirstAreToldAndTheOthersCounted() throws IOException {
    Path file = folder.resolve("bad.jsonl");
    Files.writeString(file, "{\"x\": 1}\n".repeat(200_000));
    String message =
        String.valueOf(
            assertThrows(UserException.class, () -> new JsonLinesFile(file).demonstrations())
                .getMessage());
    assertTrue(message.startsWith(file + " has 200000 bad rows:\nline 1: "), message);
    assertTrue(message.endsWith("\n... and 199980 more"), message);
    assertTrue(message.length() < 10_000, message);
  }
}
