package org.rlhf4j.rewards.rules;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.UserException;

/**
 * Whether an answer matches a regular expression: 1 or 0.
 *
 * @param weight multiplies the value
 * @param pattern in Java's syntax; flags stand in it, such as {@code (?i)} and {@code (?s)}
 * @param whole whether the whole answer must match, and not only a part of it
 */
public record RegexRule(
    @Option("multiplies the value; may be negative") double weight,
    @Option(value = "Java regular expression; flags stand in it: (?i)", required = true)
        @Nullable String pattern,
    @Option("the whole answer must match, not only a part of it") boolean whole)
    implements Rule {

  /** Checks the pattern. */
  public RegexRule {
    Rule.checkWeight(weight);
    if (pattern != null) {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "pattern is no regular expression: " + e.getMessage(), e);
      }
    }
  }

  /** Weight 1, to be found anywhere. */
  public RegexRule() {
    this(1, null, false);
  }

  @Override
  public double value(Response response) {
    if (pattern == null) {
      throw new UserException("rules: a regex has no pattern; give one");
    }
    var matcher = Pattern.compile(pattern).matcher(response.answer().text());
    try {
      return (whole ? matcher.matches() : matcher.find()) ? 1 : 0;
    } catch (StackOverflowError e) {
      throw new UserException(
          "rules: the pattern "
              + pattern
              + " needs too much memory for the answer to prompt "
              + response.prompt().id()
              + "; repeat single characters and not groups, or use possessive quantifiers",
          e);
    }
  }
}
