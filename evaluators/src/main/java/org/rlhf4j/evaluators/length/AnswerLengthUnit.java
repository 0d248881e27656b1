package org.rlhf4j.evaluators.length;

import org.rlhf4j.api.Completion;

/** What lengths of answers are counted in. */
public enum AnswerLengthUnit {
  /** The model's own tokens, the end-of-sequence token not counted. */
  TOKENS("tokens") {
    @Override
    double of(Completion c) {
      return c.tokens().length - (c.finish() == Completion.Finish.STOP ? 1 : 0);
    }
  },
  /** Runs of anything but white space. */
  WORDS("words") {
    @Override
    double of(Completion c) {
      return c.text().isBlank() ? 0 : c.text().strip().split("\\s+").length;
    }
  },
  /** Unicode code points. */
  CHARACTERS("characters") {
    @Override
    double of(Completion c) {
      return c.text().codePointCount(0, c.text().length());
    }
  };

  private final String words;

  AnswerLengthUnit(String words) {
    this.words = words;
  }

  /** As it stands behind a number. */
  String words() {
    return words;
  }

  /** The length of an answer. */
  abstract double of(Completion completion);
}
