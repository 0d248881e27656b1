package org.rlhf4j.evaluators.audit;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.agreement.Agreement;

/**
 * Options of {@code fit-annotators}.
 *
 * @param file items with several labels each
 * @param measure whether labels are categories or ratings
 * @param tie the label that means neither; empty if there is none
 * @param ties what happens to it
 * @param weighting what counts alike in the agreement and the variance that are fitted
 * @param resamples of the bootstrap over items
 * @param simulations of annotators with the fitted noise
 * @param name of the row in the table
 */
public record FitAnnotatorsOptions(
    @Option("items with several labels each") LabelsOptions file,
    @Option("labels: categories; ratings: numbers, higher is better; polarity: their signs")
        Measure measure,
    @Option("the label that means neither; empty if there is none") String tie,
    @Option("drop: ties are left out; category: they are one label more") Ties ties,
    @Option(
            "pairs: each pair of labels counts alike, so that items with many count more; items:"
                + " each item counts alike. Of ratings leave it out")
        Weighting weighting,
    @Option(value = "resamples of the bootstrap over items", min = 1, max = 1_000_000)
        int resamples,
    @Option(value = "simulations of annotators with the fitted noise", min = 2, max = 10_000)
        int simulations,
    @Option("row of the table") String name) {

  /** What the labels are. */
  public enum Measure {
    /** Categories, such as first and second. */
    LABELS,
    /** Numbers, of which the higher is the better. */
    RATINGS,
    /** Numbers of which only the sign counts, as a label; 0 is a tie. */
    POLARITY
  }

  /** What happens to labels that mean neither. */
  public enum Ties {
    /** They are left out: simulated annotators never give them. */
    DROP,
    /** They are one label more. */
    CATEGORY
  }

  /** What counts alike. */
  public enum Weighting {
    /** Pairs of labels of an item, in the agreement, and labels, in the variance. */
    PAIRS,
    /** Items with two labels or more, however many they have. */
    ITEMS
  }

  /** Checks the ranges. */
  public FitAnnotatorsOptions {
    if (resamples < 1 || simulations < 2) {
      throw new IllegalArgumentException("resamples are at least 1 and simulations 2");
    }
  }

  /** Nothing to fit yet. */
  FitAnnotatorsOptions() {
    this(
        new LabelsOptions(),
        Measure.LABELS,
        "",
        Ties.DROP,
        Weighting.PAIRS,
        Agreement.RESAMPLES,
        100,
        "annotators");
  }
}
