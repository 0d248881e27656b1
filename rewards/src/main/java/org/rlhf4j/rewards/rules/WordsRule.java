package org.rlhf4j.rewards.rules;

import java.util.List;
import java.util.regex.Pattern;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Response;

/**
 * The share of required words that an answer has. Case does not matter; a word must not be part of
 * a longer one. With a negative weight the words are forbidden.
 *
 * @param weight multiplies the value
 * @param words the words, or phrases of several
 */
public record WordsRule(
    @Option("multiplies the value; may be negative") double weight,
    @Option("words or phrases that should be there, at least one") List<String> words)
    implements Rule {

  /** Checks the words. */
  public WordsRule {
    Rule.checkWeight(weight);
    words = List.copyOf(words);
    if (words.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("words must not be blank, got " + words);
    }
  }

  /** Weight 1, no words yet. */
  public WordsRule() {
    this(1, List.of());
  }

  @Override
  public double value(Response response) {
    String text = response.answer().text();
    return words.stream().mapToInt(word -> isIn(text, word) ? 1 : 0).average().orElse(0);
  }

  private static boolean isIn(String text, String word) {
    String alone = "(?<![\\p{L}\\p{N}])" + Pattern.quote(word.strip()) + "(?![\\p{L}\\p{N}])";
    return Pattern.compile(alone, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
        .matcher(text)
        .find();
  }
}
