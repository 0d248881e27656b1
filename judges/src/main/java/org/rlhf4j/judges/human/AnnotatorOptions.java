package org.rlhf4j.judges.human;

import org.rlhf4j.api.plugin.Option;

/**
 * Someone who labels.
 *
 * @param name as the owner calls them; it is never exported
 * @param role whether they are trusted
 */
public record AnnotatorOptions(
    @Option("as the owner calls them; never exported") String name,
    @Option("experts need no qualification, and crowd errors are compared with theirs") Role role) {

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
    if (name.length() > 80) {
      throw new IllegalArgumentException("a name has at most 80 letters, got " + name.length());
    }
  }
}
