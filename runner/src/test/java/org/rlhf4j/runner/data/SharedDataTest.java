package org.rlhf4j.runner.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.testkit.DataFolder;

/** Public data that nobody here wrote. */
@Tag("data")
final class SharedDataTest {
  private static JsonLinesFile file(String path) {
    return new JsonLinesFile(DataFolder.file("data/" + path));
  }

  @Test
  void tinyStories() {
    List<Demonstration> rows = file("tinystories/demonstrations.jsonl").demonstrations();
    assertEquals(483, rows.size());
    assertTrue(rows.stream().anyMatch(d -> d.answer().text().endsWith("<|end_story|>")));
    assertEquals(256, file("tinystories/eval_prompts.jsonl").prompts().size());
  }

  /** The numbers are those of the data's own README. */
  @Test
  void helpfulAndHarmless() {
    check("hh-rlhf/helpful-base.test.jsonl.gz", 2354, 2, 0.594);
    check("hh-rlhf/harmless-base.test.jsonl.gz", 2312, 0, 0.443);
  }

  private static void check(String path, int pairs, int identical, double longer) {
    List<Preference> rows = file(path).preferences();
    assertEquals(pairs, rows.size());
    assertEquals(identical, rows.stream().filter(p -> p.chosen().equals(p.rejected())).count());
    double share =
        rows.stream().filter(p -> p.chosen().text().length() > p.rejected().text().length()).count()
            / (double) pairs;
    assertEquals(longer, share, 0.0005);
    assertTrue(rows.stream().allMatch(p -> p.prompt().text().endsWith("\n\nAssistant:")));
  }
}
