package org.rlhf4j.rewards.rules;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.UserException;

/**
 * Whether an answer's number is exactly that of the prompt's reference: 1 or 0. The number stands
 * after a marker, as in GSM8K (Cobbe et al., "Training verifiers to solve math word problems",
 * arXiv:2110.14168), whose answers end with {@code #### 1,234}.
 *
 * <p>An answer's number is the first one after the first marker in the same line; without the
 * marker there is none, or, with {@code lastNumber}, the last number of the answer. The reference's
 * is found in the same way, or else as its last number. {@link NumbersInText} says what a number
 * is.
 *
 * @param weight multiplies the value
 * @param marker what stands before the number
 * @param lastNumber whether the last number counts where the marker is missing
 */
public record NumberRule(
    @Option("multiplies the value; may be negative") double weight,
    @Option("what stands before the number") String marker,
    @Option("without the marker, the answer's last number counts") boolean lastNumber)
    implements Rule {

  /** Checks the marker. */
  public NumberRule {
    Rule.checkWeight(weight);
    Objects.requireNonNull(marker, "marker");
    if (marker.isBlank()) {
      throw new IllegalArgumentException(
          "marker must not be blank; for the last number of an answer set lastNumber to true");
    }
  }

  /** Weight 1, after four number signs. */
  public NumberRule() {
    this(1, "####", false);
  }

  @Override
  public double value(Response response) {
    BigDecimal right = right(response);
    BigDecimal given = NumbersInText.find(response.answer().text(), marker, lastNumber);
    return given != null && given.compareTo(right) == 0 ? 1 : 0;
  }

  private BigDecimal right(Response response) {
    String reference = response.prompt().reference();
    String prompt = "rules: prompt " + response.prompt().id();
    if (reference == null) {
      throw new UserException(
          prompt
              + " has no reference answer to compare numbers with; give \"reference\" or"
              + " \"answer\" in its row of the data");
    }
    @Nullable BigDecimal right = NumbersInText.find(reference, marker, true);
    if (right == null) {
      throw new UserException(prompt + ": its reference answer has no number: " + reference);
    }
    return right;
  }
}
