package org.rlhf4j.rewards.rules;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.Response;
import org.rlhf4j.rewards.LengthUnit;

/**
 * Whether an answer's length lies in a window, ends included: 1 or 0.
 *
 * @param weight multiplies the value
 * @param unit in what length is counted
 * @param min the shortest that is right
 * @param max the longest that is right; 0 for no limit
 */
public record LengthRule(
    @Option("multiplies the value; may be negative") double weight,
    @Option("in what length is counted") LengthUnit unit,
    @Option(value = "shortest right length", min = 0) int min,
    @Option(value = "longest right length; 0 for no limit", min = 0) int max)
    implements Rule {

  /** Checks the window. */
  public LengthRule {
    Rule.checkWeight(weight);
    if (min < 0 || max < 0 || (max > 0 && max < min)) {
      throw new IllegalArgumentException(
          "a length window needs 0 <= min <= max (or max 0 for no limit), got %d and %d"
              .formatted(min, max));
    }
  }

  /** Weight 1, at least one word. */
  public LengthRule() {
    this(1, LengthUnit.WORDS, 1, 0);
  }

  @Override
  public double value(Response response) {
    int length = unit.of(response.answer().text());
    return length >= min && (max == 0 || length <= max) ? 1 : 0;
  }
}
