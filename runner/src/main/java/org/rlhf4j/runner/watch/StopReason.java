package org.rlhf4j.runner.watch;

import java.util.Locale;

/**
 * Why a training was ended before its last step.
 *
 * @param claim what is held to be so, in a few words
 * @param seen what was seen, with its numbers, in a sentence
 * @param p of a fall of gold, corrected for all looks at this training; NaN where it was not tested
 * @param significance that p was compared with
 */
public record StopReason(String claim, String seen, double p, double significance) {

  /** The same with something more. */
  StopReason and(String more) {
    return new StopReason(claim, seen + "; " + more, p, significance);
  }

  /** All of it, of this training alone. */
  public String words() {
    return claim + ": " + seen;
  }

  /**
   * All of it, of one training among several: the more of them there are, the more of them are
   * ended by chance.
   *
   * @param adjusted p corrected for all trainings
   * @param trainings how many were watched
   */
  String among(double adjusted, int trainings) {
    if (Double.isNaN(p) || trainings == 1) {
      return words();
    }
    String headline = adjusted <= significance ? claim : "ended, but maybe by chance";
    return String.format(
        Locale.ROOT,
        "%s: %s; p = %.2g after Holm's correction for %d trainings",
        headline,
        seen,
        adjusted,
        trainings);
  }
}
