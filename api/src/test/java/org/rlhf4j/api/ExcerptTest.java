package org.rlhf4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ExcerptTest {
  private static List<String> words(int n) {
    return IntStream.range(0, n).mapToObj(i -> "w" + i).toList();
  }

  @Test
  void listsAreCutAndCounted() {
    assertEquals("w0\nw1", Excerpt.lines(words(2)));
    assertEquals(String.join("\n", words(20)), Excerpt.lines(words(20)));
    assertEquals(String.join("\n", words(20)) + "\n... and 1 more", Excerpt.lines(words(21)));
    assertEquals("w0\n... and 7 more", Excerpt.lines(words(1), 8));
    assertEquals(String.join(", ", words(60)), Excerpt.names(words(60)));
    assertEquals(String.join(", ", words(60)) + " ... and 40 more", Excerpt.names(words(100)));
  }

  @Test
  void textsAreShortenedInTheMiddle() {
    assertEquals("abcdef", Excerpt.text("abcdef", 6));
    assertEquals("ab[... 6 letters ...]ij", Excerpt.text("abcdefghij", 4));
    assertEquals(120, Excerpt.value("x".repeat(120)).length());
    assertTrue(Excerpt.value("x".repeat(1_000_000)).length() < 160);
    // a letter outside of the basic plane is two chars, and never one of them
    String faces = "\uD83D\uDE00".repeat(10);
    assertEquals(
        "\uD83D\uDE00[... 16 letters ...]\uD83D\uDE00",
        Excerpt.text(faces, 6).replace(" 16", " 16"));
  }

  @Test
  void aProblemIsNoLongerThanItsBound() {
    String problem = "p".repeat(3_000_000);
    assertTrue(Excerpt.lines(Collections.nCopies(100, problem)).length() < 20 * 2100);
  }

  @Test
  void aWholeMessageIsShortenedOnlyWhereItIsImmoderate() {
    String message = String.join("\n", words(200));
    assertEquals(message, Excerpt.message(message));
    assertEquals(message + "\n... and 5 more lines", Excerpt.message(message + "\na\nb\nc\nd\ne"));
    assertTrue(Excerpt.message("x".repeat(33_000_000)).length() < 61_000);
  }
}
