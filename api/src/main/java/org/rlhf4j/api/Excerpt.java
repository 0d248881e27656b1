package org.rlhf4j.api;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How much a message shows of a list, or of a text that others wrote. A file may have a hundred
 * thousand bad rows, and a name in it a million letters: nobody reads them, and what matters would
 * be lost among them. Whoever tells what is wrong with files, data or specs tells it through this
 * class; whatever reaches the user by another way is shortened by {@link #message} in the end.
 */
public final class Excerpt {

  /** The most lines that are shown of a list of problems. */
  public static final int LINES = 20;

  /** The most names that are shown of a list of names. */
  public static final int NAMES = 60;

  /** The most letters that are shown of one problem. */
  public static final int LETTERS = 2000;

  /** The most letters that are shown of a value or a name. */
  public static final int VALUE_LETTERS = 120;

  private static final int MESSAGE_LINES = 200;
  private static final int MESSAGE_LETTERS = 60_000;

  private Excerpt() {}

  /**
   * Problems one below the other: the first {@value #LINES} of them, each {@value #LETTERS} letters
   * long at most, and how many more there are.
   */
  public static String lines(List<String> problems) {
    return lines(problems, problems.size());
  }

  /**
   * The same for the first problems of more.
   *
   * @param first of them, in order
   * @param count how many there are in all
   */
  public static String lines(List<String> first, int count) {
    String shown =
        first.stream().limit(LINES).map(p -> text(p, LETTERS)).collect(Collectors.joining("\n"));
    int left = count - Math.min(LINES, first.size());
    return left == 0 ? shown : shown + "\n... and " + left + " more";
  }

  /** Names with commas between them: the first {@value #NAMES}, and how many more there are. */
  public static String names(Collection<String> names) {
    String shown =
        names.stream().limit(NAMES).map(Excerpt::value).collect(Collectors.joining(", "));
    int left = names.size() - NAMES;
    return left <= 0 ? shown : shown + " ... and " + left + " more";
  }

  /** A value or a name, shortened in the middle to {@value #VALUE_LETTERS} letters. */
  public static String value(String text) {
    return text(text, VALUE_LETTERS);
  }

  /**
   * A text, shortened in the middle, where it says how much is left out.
   *
   * @param letters how many it may have before it is shortened
   */
  public static String text(String text, int letters) {
    if (text.length() <= letters) {
      return text;
    }
    String head = head(text, letters / 2);
    String tail = tail(text, letters - letters / 2);
    return head
        + "[... "
        + (text.length() - head.length() - tail.length())
        + " letters ...]"
        + tail;
  }

  /** A whole message, as it is shown in the end; only one that is immoderate is shortened. */
  public static String message(String message) {
    List<String> lines = message.lines().limit(MESSAGE_LINES + 1L).toList();
    if (lines.size() <= MESSAGE_LINES) {
      return text(message, MESSAGE_LETTERS);
    }
    String shown = String.join("\n", lines.subList(0, MESSAGE_LINES));
    long left = message.lines().count() - MESSAGE_LINES;
    return text(shown, MESSAGE_LETTERS) + "\n... and " + left + " more lines";
  }

  private static String head(String text, int letters) {
    boolean splits = Character.isHighSurrogate(text.charAt(letters - 1));
    return text.substring(0, splits ? letters - 1 : letters);
  }

  private static String tail(String text, int letters) {
    int from = text.length() - letters;
    boolean splits = Character.isLowSurrogate(text.charAt(from));
    return text.substring(splits ? from + 1 : from);
  }
}
