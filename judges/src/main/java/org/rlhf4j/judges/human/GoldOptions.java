package org.rlhf4j.judges.human;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * Questions whose answer is known. The first ones are the qualification; what is left is asked in
 * between and looks like any other item.
 *
 * @param path their file: items with a {@code gold} each
 * @param qualification how many stand at the beginning; 0 for no qualification
 * @param pass share of them that must be right, in [0, 1]
 * @param every one of so many items is a hidden gold question; 0 for none
 */
public record GoldOptions(
    @Option(value = "items with a gold each, JSON Lines", required = true) @Nullable String path,
    @Option(value = "questions of the qualification; 0 for none", min = 0, max = 1000)
        int qualification,
    @Option(value = "share of them that must be right", min = 0, max = 1) double pass,
    @Option(value = "one of so many items is a hidden gold question; 0 for none", min = 0)
        int every) {

  /** Defaults. */
  public GoldOptions() {
    this(null, 0, 0.8, 10);
  }

  /** Checks the range of {@code every}. */
  public GoldOptions {
    if (every == 1) {
      throw new IllegalArgumentException("every = 1 would leave no other items; 2 or more, or 0");
    }
  }
}
