package org.rlhf4j.evaluators.verifiable;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an answer and a reference are compared. */
public enum AnswerForm {
  /**
   * As numbers, in the form of GSM8K (Cobbe et al. 2021, arXiv:2110.14168): the first number behind
   * the first {@code ####} in its line, or without {@code ####} the last number of the text.
   * Numbers may have a sign, a currency sign, commas between groups of three digits, and decimals;
   * {@code 18}, {@code 18.00} and {@code $18} are the same. Fractions, times, powers of ten and
   * numbers within words are none.
   */
  NUMBER {
    @Override
    @Nullable Object read(String text) {
      int at = text.indexOf(MARKER);
      if (at >= 0) {
        String line = text.substring(at + MARKER.length()).lines().findFirst().orElse("");
        Matcher m = NUMERAL.matcher(line);
        return m.find() ? number(m) : null;
      }
      Matcher m = NUMERAL.matcher(text);
      BigDecimal last = null;
      while (m.find()) {
        last = number(m);
      }
      return last;
    }
  },
  /** As texts: the same but for white space at the ends. An empty answer is none. */
  TEXT {
    @Override
    @Nullable Object read(String text) {
      return text.isBlank() ? null : text.strip();
    }
  };

  private static final String MARKER = "####";

  private static final Pattern NUMERAL =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_.,/:^])"
              + "(?<sign>[-+\u2212]?)[$\u20ac\u00a3\u00a5]?"
              + "(?<digits>(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|\\.\\d+)"
              + "(?!\\d|[.,/:^]\\d|[eE][-+]?\\d)");

  private static BigDecimal number(Matcher m) {
    BigDecimal size = new BigDecimal(m.group("digits").replace(",", ""));
    BigDecimal number =
        m.group("sign").isEmpty() || m.group("sign").equals("+") ? size : size.negate();
    // 18 and 18.00 are equal only without trailing zeros
    return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
  }

  /** What the text answers, comparable by {@code equals}; null if it answers nothing. */
  abstract @Nullable Object read(String text);
}
