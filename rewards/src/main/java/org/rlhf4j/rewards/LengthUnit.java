package org.rlhf4j.rewards;

import java.util.List;
import java.util.regex.Pattern;

/** In what the length of a text is counted. */
public enum LengthUnit {
  /** Unicode code points. */
  CHARACTERS {
    @Override
    public int of(String text) {
      return text.codePointCount(0, text.length());
    }
  },
  /** What stands between blanks. */
  WORDS {
    @Override
    public int of(String text) {
      return words(text).size();
    }
  };

  private static final Pattern BLANKS = Pattern.compile("(?U)\\s+");

  /** The length of a text. */
  public abstract int of(String text);

  /** What stands between blanks, as it is written. */
  public static List<String> words(String text) {
    return BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }
}
