package org.rlhf4j.judges.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.UserException;

final class StoreTest {

  @TempDir Path folder;

  private Path only() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.reduce((a, b) -> b).orElseThrow();
    }
  }

  @Test
  void textsSurvive() {
    try (Store store = Store.open(folder)) {
      assertEquals(Optional.empty(), store.get("a"));
      store.put("a", "one");
      store.put("b", "zwei äöü \u2028");
      store.put("a", "another");
      assertEquals(Optional.of("one"), store.get("a"), "the first counts");
    }
    try (Store store = Store.open(folder)) {
      assertEquals(Optional.of("one"), store.get("a"));
      assertEquals(Optional.of("zwei äöü \u2028"), store.get("b"));
      assertEquals(2, store.size());
      assertEquals(0, store.torn());
    }
  }

  @Test
  void aKillAtAnyByteLosesNothingThatWasWhole() throws IOException {
    try (Store store = Store.open(folder)) {
      store.put("first", "kept");
      store.put("second", "lost when its line is cut");
    }
    Path file = only();
    byte[] whole = Files.readAllBytes(file);
    int line = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
    for (int length = line; length <= whole.length; length++) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path old : files.toList()) {
          Files.delete(old);
        }
      }
      Files.write(file, Arrays.copyOf(whole, length));
      boolean complete = length == whole.length;
      try (Store store = Store.open(folder)) {
        assertEquals(Optional.of("kept"), store.get("first"));
        assertEquals(complete, store.get("second").isPresent(), "cut at " + length);
        store.put("second", "asked again");
        store.put("third", "new");
      }
      try (Store store = Store.open(folder)) {
        assertEquals(3, store.size());
        assertEquals(
            complete ? "lost when its line is cut" : "asked again",
            store.get("second").orElseThrow());
        assertEquals(Optional.of("new"), store.get("third"));
      }
    }
  }

  @Test
  void aDamagedLineIsPassedOverAndCounted() throws IOException {
    try (Store store = Store.open(folder)) {
      store.put("a", "one");
      store.put("b", "two");
    }
    Path file = only();
    Files.writeString(file, Files.readString(file).replace("one", "eno") + "\nnonsense\n");
    try (Store store = Store.open(folder)) {
      assertEquals(Optional.empty(), store.get("a"));
      assertEquals(Optional.of("two"), store.get("b"));
      assertEquals(3, store.torn());
    }
  }

  @Test
  void writersSeeEachOther() {
    try (Store one = Store.open(folder);
        Store other = Store.open(folder)) {
      one.put("a", "1");
      assertEquals(Optional.empty(), other.get("a"));
      other.refresh();
      assertEquals(Optional.of("1"), other.get("a"));
      other.put("b", "2");
      one.put("c", "3");
      one.refresh();
      other.refresh();
      assertEquals(Optional.of("2"), one.get("b"));
      assertEquals(Optional.of("3"), other.get("c"));
    }
  }

  @Test
  void manyThreadsWriteWholeLines() throws InterruptedException {
    try (Store store = Store.open(folder)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int thread = t;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    store.put(thread + "-" + i, "x".repeat(i));
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    try (Store store = Store.open(folder)) {
      assertEquals(1600, store.size());
      assertEquals("x".repeat(150), store.get("7-150").orElseThrow());
    }
  }

  @Test
  void whatIsNoLineIsRefused() {
    try (Store store = Store.open(folder)) {
      assertThrows(IllegalArgumentException.class, () -> store.put("a b", "x"));
      assertThrows(IllegalArgumentException.class, () -> store.put("a", "x\ny"));
    }
  }

  @Test
  void aFileInThePlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    UserException e = assertThrows(UserException.class, () -> Store.open(file));
    assertTrue(e.getMessage().contains("is a file"), e::getMessage);
  }

  @Test
  void digestsTellTextsApart() {
    assertEquals(64, Digest.of("a").length());
    assertNotEquals(Digest.of("ab", "c"), Digest.of("a", "bc"));
    assertNotEquals(Digest.of("a", null), Digest.of("a", ""));
    assertNotEquals(Digest.of("a"), Digest.of("a", (String) null));
  }
}
