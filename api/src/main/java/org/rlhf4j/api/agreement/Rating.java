package org.rlhf4j.api.agreement;

/**
 * One label that someone gave.
 *
 * @param item what was labelled
 * @param rater who labelled it
 * @param value the label: a category's number, a rank, or a measure; finite
 */
public record Rating(String item, String rater, double value) {

  public Rating {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "the label of " + rater + " for " + item + " is not finite: " + value);
    }
  }
}
