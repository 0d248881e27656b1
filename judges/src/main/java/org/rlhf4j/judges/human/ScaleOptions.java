package org.rlhf4j.judges.human;

import java.util.List;
import org.rlhf4j.api.Option;

/**
 * A scale on which answers are rated.
 *
 * @param name what is rated
 * @param levels its levels in words, the lowest first
 */
public record ScaleOptions(
    @Option("what is rated, such as helpfulness") String name,
    @Option("its levels in words, the lowest first") List<String> levels) {

  /** Checks the levels. */
  public ScaleOptions {
    if (levels.size() < 2 || levels.size() > 9) {
      throw new IllegalArgumentException(
          "the scale " + name + " needs 2 to 9 levels, but has " + levels.size());
    }
    WorkbenchOptions.requireDistinct("the levels of the scale " + name, levels);
  }
}
