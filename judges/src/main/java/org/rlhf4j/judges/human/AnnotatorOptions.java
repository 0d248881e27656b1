package org.rlhf4j.judges.human;

import org.rlhf4j.api.Option;

/**
 * Someone who labels.
 *
 * @param name as the owner calls them; it is never exported
 * @param role whether they are trusted
 */
public record AnnotatorOptions(
    @Option("as the owner calls them; never exported") String name,
    @Option("experts need no qualification, and crowd errors are compared with theirs") Role role) {

  private static final int MOST = 80;

  /** What an annotator is. */
  public enum Role {
    /** One of many. */
    CROWD,
    /** One whose labels serve as a standard. */
    EXPERT
  }

  /** Defaults. */
  public AnnotatorOptions() {
    this("", Role.CROWD);
  }

  /** Checks the name. */
  public AnnotatorOptions {
    name = name.strip();
    if (name.length() > MOST) {
      throw new IllegalArgumentException(
          "a name has at most " + MOST + " letters, got " + name.length());
    }
    name.codePoints()
        .filter(AnnotatorOptions::isHidden)
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  String.format(
                      "a name is one line of letters, and has no U+%04X (a control character, a"
                          + " line break or a mark that turns the direction of writing) in it",
                      c));
            });
  }

  /** What breaks a line or a table, or makes one name look like another. */
  private static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      // joiners are part of names; marks of direction are not
      case Character.FORMAT -> c != 0x200C && c != 0x200D;
      default -> false;
    };
  }
}
