package org.rlhf4j.api.agreement;

/** What labels are: the level of measurement decides how far two of them are apart. */
public enum Level {
  /** Categories without order: labels are equal, or one apart. */
  NOMINAL("nominal"),
  /** Ranks: the distance is how many labels lie between, with half of those on either. */
  ORDINAL("ordinal"),
  /** Measures: the distance is the difference. */
  INTERVAL("interval");

  private final String word;

  Level(String word) {
    this.word = word;
  }

  /** Its name in words. */
  String word() {
    return word;
  }

  /**
   * Where the labels of a scale stand on a line.
   *
   * @param scale the labels, ascending
   * @param frequencies how often each of them occurs
   */
  double[] places(double[] scale, double[] frequencies) {
    if (this != ORDINAL) {
      return scale;
    }
    double[] middle = new double[scale.length];
    double below = 0;
    for (int k = 0; k < middle.length; k++) {
      middle[k] = below + frequencies[k] / 2;
      below += frequencies[k];
    }
    return middle;
  }

  /** The squared distance of two different labels at these places. */
  double squared(double place, double other) {
    return this == NOMINAL ? 1 : (place - other) * (place - other);
  }
}
