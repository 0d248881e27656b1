package org.rlhf4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Suggestion;

final class SuggestionTest {
  private static final List<String> NAMES =
      List.of("dpo", "grpo", "ppo", "run", "rerun", "sft", "best-of-n", "learningRate");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "dop, dpo",
    "stf, sft",
    "rnu, run",
    "DPO, dpo",
    "gpro, grpo",
    "sf, sft",
    "best-of-16, best-of-n",
    "learnigRate, learningRate",
    "learning_rate, learningRate"
  })
  void theNearestNameIsMeant(String word, String meant) {
    assertEquals("did you mean \"" + meant + "\"? ", Suggestion.among(word, NAMES));
  }

  @ParameterizedTest
  @CsvSource({"xyz", "s", "a-word-that-is-like-none", "''"})
  void whatIsNearNothingIsNotGuessed(String word) {
    assertEquals("", Suggestion.among(word, NAMES));
  }

  @Test
  void amongEquallyNearOnesTheFirstByNameWhateverTheirOrder() {
    assertEquals("did you mean \"abc\"? ", Suggestion.among("abd", List.of("abe", "abc")));
    assertEquals("did you mean \"abc\"? ", Suggestion.among("abd", List.of("abc", "abe")));
  }

  @Test
  void filesAndFoldersOnTheWayToThem() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/rows"));
    Path pairs = Files.writeString(data.resolve("pairs.jsonl.gz"), "");
    for (String path : List.of("data/rows/pairs.jsonl", "data/rows/piars.jsonl.gz")) {
      assertEquals(Optional.of(pairs), Suggestion.file(folder.resolve(path)), path);
    }
    assertEquals(Optional.of(pairs), Suggestion.file(folder.resolve("dat/rows/pairs.jsonl.gz")));
    assertEquals(Optional.of(data), Suggestion.file(folder.resolve("data/row")));
    assertEquals(Optional.empty(), Suggestion.file(folder.resolve("data/rows/others.jsonl")));
    assertEquals(Optional.empty(), Suggestion.file(folder.resolve("dat/rows/nothing")));
    assertEquals(Optional.empty(), Suggestion.file(pairs));
    assertEquals(Optional.empty(), Suggestion.file(pairs.resolve("below a file")));
  }
}
