package org.rlhf4j.judges.lm.template;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text says around its places: fences such as {@code --- Answer A ends ---}, and where there
 * are none, labels such as {@code Answer A:}. A value that says the same could seem to end where it
 * does not, and to go on with words of the question's own. Such a line is quoted: {@code > } stands
 * before it and a backslash before each sign that the delimiter is made of, as in Markdown. Letter
 * case, blanks, how many signs there are and characters that nobody sees make no difference. A
 * value without such a line stays as it is, byte for byte.
 */
public final class Delimiters {

  private static final Pattern LINE = Pattern.compile("[^\\n\\r\\u000B\\f\\u0085\\u2028\\u2029]+");
  private static final Pattern DASH = Pattern.compile("[\\p{Pd}\\u2212]");
  private static final Pattern HIDDEN = Pattern.compile("\\p{Cf}");
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern AROUND_SIGN =
      Pattern.compile(" ?([^\\p{L}\\p{N}\\s])\\1*(?: \\1+)* ?");
  private static final Pattern SIGNS_BEFORE = Pattern.compile("^[^\\p{L}\\p{N}]+");

  /** Where a delimiter may stand in a line. */
  private enum At {
    ANYWHERE,
    BEGINNING,
    WHOLE_LINE
  }

  /**
   * A delimiter.
   *
   * @param text in its plain form
   * @param signs that it is made of
   */
  private record Mark(String text, At at, String signs) {

    boolean isIn(String plain) {
      return switch (at) {
        case ANYWHERE -> plain.contains(text);
        case BEGINNING ->
            plain.startsWith(text) || SIGNS_BEFORE.matcher(plain).replaceFirst("").startsWith(text);
        case WHOLE_LINE -> plain.equals(text);
      };
    }
  }

  private final List<Mark> marks;

  private Delimiters(List<Mark> marks) {
    this.marks = List.copyOf(marks);
  }

  /** The delimiters of a text with places. */
  public static Delimiters of(String text) {
    List<Mark> marks = new ArrayList<>();
    text.lines()
        .forEach(
            line -> {
              String[] words = TemplatePlaces.PLACE.split(line, -1);
              for (String literal : words) {
                add(literal.strip(), words.length == 1, marks);
              }
            });
    // within a fence, a label ends nothing
    boolean fences = marks.stream().anyMatch(m -> m.at() == At.ANYWHERE);
    return new Delimiters(marks.stream().filter(m -> !fences || m.at() != At.BEGINNING).toList());
  }

  private static void add(String literal, boolean whole, List<Mark> marks) {
    if (literal.isEmpty()) {
      return;
    }
    String plain = plain(literal);
    boolean before = isSign(literal.charAt(0));
    boolean after = isSign(literal.charAt(literal.length() - 1)) && !isSentence(literal);
    boolean label = !before && literal.endsWith(":");
    if (!literal.chars().anyMatch(Character::isLetterOrDigit)) {
      if (whole && literal.length() >= 2) {
        marks.add(new Mark(plain, At.WHOLE_LINE, literal));
      }
    } else if (label) {
      marks.add(new Mark(plain, At.BEGINNING, ":"));
    } else if (before || after) {
      marks.add(new Mark(plain, At.ANYWHERE, signs(literal)));
    } else if (whole) {
      marks.add(new Mark(plain, At.WHOLE_LINE, ""));
    }
  }

  private static boolean isSign(int c) {
    return !Character.isLetterOrDigit(c) && !Character.isWhitespace(c);
  }

  private static boolean isSentence(String literal) {
    return literal.endsWith(".") || literal.endsWith("!") || literal.endsWith("?");
  }

  private static String signs(String literal) {
    return literal
        .chars()
        .filter(Delimiters::isSign)
        .distinct()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** A line without what makes no difference. */
  private static String plain(String line) {
    String text = HIDDEN.matcher(Normalizer.normalize(line, Normalizer.Form.NFKC)).replaceAll("");
    text = DASH.matcher(text).replaceAll("-");
    text = BLANKS.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    return AROUND_SIGN.matcher(text).replaceAll("$1");
  }

  /**
   * A value in which no line is a delimiter.
   *
   * @return the value itself where none was
   */
  public String quote(String value) {
    if (marks.isEmpty()) {
      return value;
    }
    return LINE.matcher(value).replaceAll(m -> Matcher.quoteReplacement(quotedLine(m.group())));
  }

  private String quotedLine(String line) {
    String plain = plain(line);
    StringBuilder signs = new StringBuilder();
    boolean found = false;
    for (Mark mark : marks) {
      if (mark.isIn(plain)) {
        found = true;
        signs.append(mark.signs());
      }
    }
    if (!found) {
      return line;
    }
    StringBuilder quoted = new StringBuilder("> ");
    line.codePoints()
        .forEach(
            c -> {
              String sign = plain(Character.toString(c));
              if (!sign.isEmpty() && signs.indexOf(sign) >= 0) {
                quoted.append('\\');
              }
              quoted.appendCodePoint(c);
            });
    return quoted.toString();
  }

  /**
   * Values that cannot be taken for the text around them.
   *
   * @param ours names of values that are a part of the question and not what it is about
   */
  public Map<String, String> within(Map<String, String> values, Set<String> ours) {
    Map<String, String> quoted = new HashMap<>();
    values.forEach(
        (place, value) -> quoted.put(place, ours.contains(place) ? value : quote(value)));
    return quoted;
  }
}
