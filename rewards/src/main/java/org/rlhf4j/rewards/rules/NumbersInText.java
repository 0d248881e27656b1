package org.rlhf4j.rewards.rules;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds numbers in text: digits with an optional sign and decimal point, with commas between groups
 * of three or none. A currency sign may stand before it and any unit behind it. Fractions, times,
 * powers of ten and numbers that are parts of words or of other numbers are none, so that half of
 * {@code 1/2} is never taken for a whole.
 */
final class NumbersInText {

  private static final String NO_PART_BEFORE = "(?<![\\p{L}\\p{N}_.,/:^])";
  private static final String SIGN = "(?<sign>[-+\u2212]?)[$\u20ac\u00a3\u00a5]?";
  private static final String DIGITS =
      "(?<digits>(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|\\.\\d+)";
  private static final String NO_PART_BEHIND = "(?!\\d|[.,/:^]\\d|[eE][-+]?\\d)";

  private static final Pattern NUMBER =
      Pattern.compile(NO_PART_BEFORE + SIGN + DIGITS + NO_PART_BEHIND);

  private NumbersInText() {}

  /**
   * The first number behind the first marker in its line.
   *
   * @param elseLast whether the last number of the text counts if there is no marker
   * @return null if there is none
   */
  static @Nullable BigDecimal find(String text, String marker, boolean elseLast) {
    int at = text.indexOf(marker);
    if (at < 0) {
      return elseLast ? last(text) : null;
    }
    String line = text.substring(at + marker.length()).lines().findFirst().orElse("");
    Matcher m = NUMBER.matcher(line);
    return m.find() ? value(m) : null;
  }

  private static @Nullable BigDecimal last(String text) {
    Matcher m = NUMBER.matcher(text);
    BigDecimal last = null;
    while (m.find()) {
      last = value(m);
    }
    return last;
  }

  private static BigDecimal value(Matcher m) {
    BigDecimal size = new BigDecimal(m.group("digits").replace(",", ""));
    return m.group("sign").isEmpty() || m.group("sign").equals("+") ? size : size.negate();
  }
}
