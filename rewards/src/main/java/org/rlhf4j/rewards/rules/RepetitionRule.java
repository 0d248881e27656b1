package org.rlhf4j.rewards.rules;

import java.util.Locale;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Response;
import org.rlhf4j.rewards.LengthUnit;
import org.rlhf4j.rewards.Repetition;

/**
 * The share of an answer's n-grams of words that are repetitions, in [0, 1). Words stand between
 * blanks; case does not matter.
 *
 * @param weight multiplies the value; negative to punish repetition
 * @param ngram words in a row that make a repetition
 */
public record RepetitionRule(
    @Option("multiplies the share; negative to punish repetition") double weight,
    @Option(value = "words in a row that make a repetition", min = 1) int ngram)
    implements Rule {

  /** Checks the range. */
  public RepetitionRule {
    Rule.checkWeight(weight);
    if (ngram < 1) {
      throw new IllegalArgumentException("ngram must be at least 1, got " + ngram);
    }
  }

  /** Weight -1, three words. */
  public RepetitionRule() {
    this(-1, 3);
  }

  @Override
  public double value(Response response) {
    String text = response.answer().text().toLowerCase(Locale.ROOT);
    return Repetition.share(LengthUnit.words(text), ngram);
  }
}
