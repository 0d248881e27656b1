package org.rlhf4j.runner.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.run.RunLog;

final class RowsFileTest {
  @TempDir Path folder;

  private record Score(String model, int n, double mean) {}

  private static Score score(DataRow row) {
    return new Score(row.text("model"), row.integer("n"), row.number("mean"));
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.csv    | model,n,mean\\n\"x, y\",2,0.5\\nz,3,-1e3\\n",
        "a.tsv    | model\\tn\\tmean\\nx, y\\t2\\t0.5\\nz\\t3\\t-1000\\n",
        "a.jsonl  | {\"model\":\"x, y\",\"n\":2,\"mean\":0.5}\\n"
            + "\\n"
            + "{\"model\":\"z\",\"n\":\"3\",\"mean\":-1000}",
        "anything | [{\"model\":\"x,"
            + " y\",\"n\":2,\"mean\":0.5},{\"model\":\"z\",\"n\":3,\"mean\":-1000}]",
      })
  void everyFormSaysTheSame(String name, String escaped) throws IOException {
    String text = escaped.replace("\\n", "\n").replace("\\t", "\t");
    List<Score> expected = List.of(new Score("x, y", 2, 0.5), new Score("z", 3, -1000));
    assertEquals(expected, RowsFile.read(file(name, text), RunLog.silent(), RowsFileTest::score));
    assertEquals(
        expected,
        RowsFile.read(file(name + ".gz", gzip(text)), RunLog.silent(), RowsFileTest::score));
    assertEquals(
        expected, RowsFile.read(file(name, "\uFEFF" + text), RunLog.silent(), RowsFileTest::score));
  }

  @ParameterizedTest
  @CsvSource({"a.csv,','", "a.txt,'\t'", "a.tsv,'\t'"})
  void tablesWithoutHeadingsGetNames(String name, String between) throws IOException {
    String rows =
        String.join(between, "x", "2", "0.5") + "\r\n" + String.join(between, "y", "3", "1");
    List<String> columns = List.of("model", "n", "mean");
    Path path = file(name, rows);
    assertEquals(
        List.of(new Score("x", 2, 0.5), new Score("y", 3, 1)),
        RowsFile.readTable(path, columns, RunLog.silent(), RowsFileTest::score));
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                RowsFile.readTable(
                    path, List.of("model", "n"), RunLog.silent(), RowsFileTest::score));
    assertTrue(e.getMessage().contains("has 3 fields where the names given are 2"), e::getMessage);
  }

  @Test
  void allBadRowsAreNamedAtOnce() throws IOException {
    Path path = file("a.jsonl", "{\"model\":\"x\",\"n\":2.5,\"mean\":1}\n{}\nnot\n[]\n");
    String message =
        assertThrows(
                UserException.class,
                () -> RowsFile.read(path, RunLog.silent(), RowsFileTest::score))
            .getMessage();
    assertTrue(message.contains("4 bad rows"), message);
    assertTrue(message.contains("line 1: \"n\" is not a whole number: 2.5"), message);
    assertTrue(message.contains("line 2: \"model\" is missing; the row has nothing"), message);
    assertTrue(message.contains("line 3: is not JSON"), message);
    assertTrue(message.contains("line 4: is not an object"), message);
  }

  @Test
  void raggedTablesAndNotANumberAreRefused() throws IOException {
    Path path = file("a.csv", "model,n,mean\nx,1\ny,1,NaN\n");
    String message =
        assertThrows(
                UserException.class,
                () -> RowsFile.read(path, RunLog.silent(), RowsFileTest::score))
            .getMessage();
    assertTrue(message.contains("line 2: has 2 fields where the first line has 3"), message);
    assertTrue(message.contains("line 3: \"mean\" is not a finite number: NaN"), message);
  }

  @Test
  void emptyFieldsAreNothing() throws IOException {
    Path path = file("a.csv", "model,n\n,1\n");
    assertFalse(RowsFile.read(path, RunLog.silent(), row -> row.has("model")).get(0));
    assertTrue(RowsFile.read(path, RunLog.silent(), row -> row.has("n")).get(0));
  }

  @Test
  void whatIsNoFileOfRowsIsRefused() throws IOException {
    assertThrows(
        UserException.class, () -> RowsFile.read(folder, RunLog.silent(), RowsFileTest::score));
    for (String text : List.of("", "plain words", "[", "[]")) {
      Path path = file("a.txt", text);
      assertThrows(
          UserException.class,
          () -> RowsFile.read(path, RunLog.silent(), RowsFileTest::score),
          text);
    }
    Path latin = file("a.csv", "model\n\u00e4".getBytes(StandardCharsets.ISO_8859_1));
    assertThrows(
        UserException.class, () -> RowsFile.read(latin, RunLog.silent(), RowsFileTest::score));
  }

  @Test
  void listsAndJsonAreGivenToo() throws IOException {
    Path path = file("a.json", "[{\"a\":[\"x\",\"y\"],\"b\":{\"c\":1}}]");
    assertEquals(
        List.of("x", "y"), RowsFile.read(path, RunLog.silent(), row -> row.texts("a")).get(0));
    assertEquals("{\"c\":1}", RowsFile.read(path, RunLog.silent(), row -> row.json("b")).get(0));
    assertThrows(
        UserException.class, () -> RowsFile.read(path, RunLog.silent(), row -> row.texts("b")));
  }
}
