package org.rlhf4j.judges.wrapped;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code both-orders}.
 *
 * @param judge is asked twice
 * @param half what becomes of a comparison of which one order gave no usable verdict
 */
public record BothOrdersOptions(
    @Option(value = "is asked twice", required = true) @Nullable Part<Judge> judge,
    @Option(
            "a comparison of which one order gave no usable verdict: the other one counts alone, or"
                + " neither does")
        Half half) {

  /** What one usable verdict of two is worth. */
  public enum Half {
    /** It counts alone; the judge's bias for a position is then in it. */
    COUNTS_ALONE,
    /** The comparison has no verdict. */
    IS_UNPARSED
  }
}
