package org.rlhf4j.judges.lm.parse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in a range. {@code 8/10} is read as 8 where 10 is the highest.
 *
 * @param lowest grade
 * @param highest grade
 */
record Grades(double lowest, double highest) implements Meaning {

  private static final Pattern NUMBER =
      Pattern.compile("([+-]?\\d{1,9}(?:\\.\\d{1,9})?)(?:\\s*/\\s*(\\d{1,9}))?");

  @Override
  public @Nullable Double of(String word) {
    Matcher matcher = NUMBER.matcher(word.strip());
    if (!matcher.matches()) {
      return null;
    }
    String whole = matcher.group(2);
    if (whole != null && Double.parseDouble(whole) != highest) {
      return null;
    }
    double number = Double.parseDouble(matcher.group(1));
    return number >= lowest && number <= highest ? number : null;
  }
}
