package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.testkit.DataFolder;

final class LexiconTest {

  /** With a CRLF, as in the real file, an empty line, and columns left out. */
  private static final String SMALL =
      """
      good\t1.9\t0.9434\t[2, 1, 1, 3, 2, 4, 2, 2, 1, 1]\r
      sad\t-2.1\t0.9434\t[-2]
      :)\t2.0\t1.18322\t[2]

      can't stand\t-2.0
      good\t2
      """;

  @TempDir private Path folder;

  private RewardModel reward(String lexicon, double penalty, int ngram) {
    Path file = folder.resolve("lexicon.txt");
    try {
      Files.writeString(file, lexicon);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return reward(file, penalty, ngram);
  }

  private static RewardModel reward(Path file, double penalty, int ngram) {
    PluginContext context = mock(PluginContext.class);
    when(context.resolve("a lexicon")).thenReturn(file);
    return new LexiconPlugin().create(new LexiconOptions("a lexicon", penalty, ngram), context);
  }

  private static double score(RewardModel reward, String answer) {
    return reward.score(List.of(new Response(new Prompt("p", "?"), Answer.ofText(answer))))[0];
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "good | 2", // the last entry of a word counts
        "Good! | 2",
        "\"so good, so (SAD).\" | -0.025", // (2 - 2.1) / 4
        "good :) | 2",
        "good :). | 2", // no word, and so not in the mean
        "good -- yes | 1",
        "a b c d | 0",
        "goodness | 0",
        "\"\" | 0",
        "\" \n\" | 0",
        "can't stand | 0", // entries of two words are never met
      })
  void meanOverAllWords(String answer, double expected) {
    assertEquals(expected, score(reward(SMALL, 0, 3), answer), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "a b c a b c, 3, 0.25", // abc bca cab abc: 1 of 4 repeats
    "a a a a a, 1, 0.8", // 1 - 1/5
    "a A a. A a, 3, 0.66666666666666667", // three times the same
    "a b, 3, 0", // shorter than an n-gram
    "a b c d, 2, 0",
  })
  void repetitionsCost(String answer, int ngram, double share) {
    assertEquals(-1.5 * share, score(reward(SMALL, 1.5, ngram), answer), 1e-12);
  }

  @Test
  void malformedLinesAreRefusedWithTheirPlace() {
    for (String line : List.of("bad", "bad\t", "bad\tvery", "\t-2.5", "bad\tNaN", "bad -2.5")) {
      UserException e =
          assertThrows(UserException.class, () -> reward("good\t1.9\n" + line + "\n", 0, 3));
      assertTrue(e.getMessage().contains("lexicon.txt, line 2"), e.getMessage());
    }
    assertThrows(UserException.class, () -> reward("\n\n", 0, 3));
  }

  @Test
  void aFileInAnotherEncodingIsRefused() throws IOException {
    Path file = folder.resolve("latin1.txt");
    Files.write(file, "gr\u00fcn\t1.0\n".getBytes(StandardCharsets.ISO_8859_1));
    UserException e = assertThrows(UserException.class, () -> reward(file, 0, 3));
    assertTrue(e.getMessage().contains("latin1.txt is not UTF-8"), e.getMessage());
  }

  @Test
  void aPathIsRequired() {
    PluginContext context = mock(PluginContext.class);
    LexiconPlugin plugin = new LexiconPlugin();
    assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), context));
  }

  @Tag("data")
  @Test
  void readsTheRealLexicon() {
    Path file = DataFolder.file("data/vader/vader_lexicon.txt");
    RewardModel reward = reward(file, 0, 3);
    // "great 3.1", "happy 2.7" and "sad -2.1" are lines of the file
    assertEquals((3.1 + 2.7 - 2.1) / 6, score(reward, "Great! The happy dog wasn't sad."), 1e-12);
    // ":)" is listed as 2.0, ":d" as 2.3
    assertEquals((2.0 + 2.3) / 2, score(reward, ":) :D"), 1e-12);
  }
}
