package org.rlhf4j.judges.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.UserException;

final class AnswerStoreTest {

  private static final int KILLS = 3;

  /** A line as the last version with logs wrote it. */
  private static final String LOG = "2d63ae3a first kept for äöü\n";

  @TempDir Path folder;

  @Test
  void textsSurvive() {
    try (AnswerStore store = AnswerStore.open(folder)) {
      assertEquals(Optional.empty(), store.get("a"));
      store.put("a", "one");
      store.put("b", "zwei äöü \u2028\nin two lines");
      store.put("a", "another");
      assertEquals(Optional.of("one"), store.get("a"), "the first counts");
    }
    try (AnswerStore store = AnswerStore.open(folder)) {
      assertEquals(Optional.of("one"), store.get("a"));
      assertEquals(Optional.of("zwei äöü \u2028\nin two lines"), store.get("b"));
      assertEquals(2, store.size());
    }
  }

  /** Writes until it is killed, and says of each text that it is kept. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      try (AnswerStore store = AnswerStore.open(Path.of(arguments[0]))) {
        for (int i = store.size(); ; i++) {
          store.put("key" + i, "x".repeat(i % 5000));
          System.out.println(i);
        }
      }
    }
  }

  @Test
  @Tag("process")
  void aKillLosesNothingThatWasKept() throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            System.getProperty("jdk.module.path"),
            System.getProperty("java.class.path"),
            Path.of("target", "test-classes").toString());
    int kept = -1;
    for (int kill = 0; kill < KILLS; kill++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  path,
                  Writer.class.getName(),
                  folder.toString())
              .redirectError(folder.resolveSibling("writer.err").toFile())
              .start();
      try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
        int until = kept + 50;
        for (String line = said.readLine(); line != null; line = said.readLine()) {
          kept = Integer.parseInt(line);
          if (kept >= until) {
            writer.toHandle().destroyForcibly(); // what it has said meanwhile is read to its end
          }
        }
      }
      writer.waitFor();
      assertTrue(kept >= 49 + 50 * kill, () -> "it wrote nothing: " + folder);
      try (AnswerStore store = AnswerStore.open(folder)) {
        assertTrue(store.size() > kept, store.size() + " texts, and " + kept + " was the last");
        for (int i = 0; i <= kept; i++) {
          assertEquals(i % 5000, store.get("key" + i).orElseThrow().length());
        }
      }
    }
  }

  @Test
  void logsOfBeforeAreTakenInOnce() throws IOException {
    Path log = folder.resolve("20260101-080000-1-0.log");
    Files.writeString(log, LOG + LOG.replace("first", "other") + "6ab8bc0c second lo");
    try (AnswerStore store = AnswerStore.open(folder)) {
      assertEquals(Optional.of("kept for äöü"), store.get("first"));
      assertEquals(1, store.size());
    }
    Files.writeString(log, "");
    try (AnswerStore store = AnswerStore.open(folder)) {
      assertEquals(1, store.size());
    }
  }

  @Test
  void writersSeeEachOtherAndTheFirstCounts() {
    try (AnswerStore one = AnswerStore.open(folder);
        AnswerStore other = AnswerStore.open(folder)) {
      one.put("a", "1");
      assertEquals(Optional.of("1"), other.get("a"));
      other.put("a", "2");
      other.put("b", "2");
      assertEquals(Optional.of("1"), one.get("a"));
      assertEquals(Optional.of("2"), one.get("b"));
    }
  }

  @Test
  void manyThreadsOfSeveralWriters() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int thread = t;
      threads.add(
          new Thread(
              () -> {
                try (AnswerStore store = AnswerStore.open(folder)) {
                  for (int batch = 0; batch < 5; batch++) {
                    Map<String, String> texts = new LinkedHashMap<>();
                    for (int i = 0; i < 40; i++) {
                      texts.put(thread + "-" + batch + "-" + i, "x".repeat(i));
                    }
                    store.put(texts);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    try (AnswerStore store = AnswerStore.open(folder)) {
      assertEquals(800, store.size());
      assertEquals("x".repeat(39), store.get("3-4-39").orElseThrow());
    }
  }

  @Test
  void whatIsNoStoreIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    UserException e = assertThrows(UserException.class, () -> AnswerStore.open(file));
    assertTrue(e.getMessage().contains("is a file"), e::getMessage);
    Files.writeString(folder.resolve("answers.sqlite"), "no database ".repeat(1000));
    UserException other = assertThrows(UserException.class, () -> AnswerStore.open(folder));
    assertTrue(other.getMessage().startsWith(folder + ": cannot be used"), other::getMessage);
  }
}
