package org.rlhf4j.api;

/**
 * What a judge says of a comparison.
 *
 * @param preferFirst probability in [0, 1] that the first answer is the better one; 0.5 for a tie
 * @param label the same as a decision
 * @param reason in words, empty where the judge gives none
 * @param raw what the judge answered, word for word, before anything was read from it; empty where
 *     it answers with nothing but the verdict
 * @param cost what the verdict took
 */
public record Verdict(double preferFirst, Label label, String reason, String raw, Cost cost) {

  /** A decision. */
  public enum Label {
    /** The first answer is better. */
    FIRST,
    /** The second answer is better. */
    SECOND,
    /** Neither is better. */
    TIE,
    /** The judge gave no usable verdict; it counts neither way, and not as a tie. */
    UNPARSED
  }

  public Verdict {
    if (!(preferFirst >= 0 && preferFirst <= 1)) {
      throw new IllegalArgumentException(
          "a preference is a probability in [0, 1], got " + preferFirst);
    }
  }

  /** A verdict that cost nothing, of a judge that answers with nothing else. */
  public Verdict(double preferFirst, Label label, String reason) {
    this(preferFirst, label, reason, "", Cost.NONE);
  }

  /** A verdict from a preference probability: above one half first, below second, else a tie. */
  public static Verdict of(double preferFirst) {
    Label label = preferFirst > 0.5 ? Label.FIRST : preferFirst < 0.5 ? Label.SECOND : Label.TIE;
    return new Verdict(preferFirst, label, "");
  }

  /** What the same judge says when the two answers swap their names. */
  public Verdict swapped() {
    Label other =
        switch (label) {
          case FIRST -> Label.SECOND;
          case SECOND -> Label.FIRST;
          case TIE, UNPARSED -> label;
        };
    return new Verdict(1 - preferFirst, other, reason, raw, cost);
  }
}
