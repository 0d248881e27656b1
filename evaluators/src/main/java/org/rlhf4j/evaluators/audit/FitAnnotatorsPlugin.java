package org.rlhf4j.evaluators.audit;

import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.plugin.Suggestion;

/**
 * {@code fit-annotators}: the noise with which {@code simulated-annotators} agree as often as
 * people do, from items with several labels of people each.
 *
 * <p>Of labels: an annotator gives the right one of K labels with probability 1 - f and else one of
 * the others, all alike. Two annotators then agree with probability A = (1 - f)^2 + f^2 / (K - 1);
 * for first and second this is the {@code flip} of the pool. The fit is the f whose A is the human
 * one, in closed form, with an interval by a bootstrap over items.
 *
 * <p>The human agreement is that of all pairs of labels of an item, so items with many labels count
 * more, or that of the mean item: {@code weighting} says which, and the table shows the other flip
 * beside it.
 *
 * <p>One number cannot match everything. So the variance is shown beside it: the error in
 * predicting a label by the most frequent one of the others (leave one out, as AlpacaEval,
 * arXiv:2404.04475, compares annotators), of the people and of simulated annotators. Where the two
 * differ, items differ in difficulty more than equal flips allow. Then a second number, the share
 * of items on which each label is a coin, makes both right: the table of the pool gives {@code
 * flip} and {@code hard} of {@code simulated-annotators}, for two labels and more than three of
 * them an item.
 *
 * <p>Of polarity: the same, where a label is the sign of a rating and 0 is a tie.
 *
 * <p>Of ratings: an item's value plus independent noise. The standard deviations of both come from
 * a one-way analysis of variance; from them follow in closed form how often two annotators agree
 * which of two items is the better, the flip that gives the same, and the {@code scale} of a soft
 * {@code reward-judge} whose score is in the units of the ratings.
 */
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn "
            + "from human feedback\", arXiv:2305.14387, section 3 (noise so that simulated "
            + "annotators agree as people do)",
    differs =
        "the noise is computed from the agreement of people in closed form, with an " + "interval")
public final class FitAnnotatorsPlugin implements EvaluatorPlugin<FitAnnotatorsOptions> {

  /** For the service loader. */
  public FitAnnotatorsPlugin() {}

  @Override
  public String id() {
    return "fit-annotators";
  }

  @Override
  public String summary() {
    return "the noise with which simulated annotators agree as often as people do";
  }

  @Override
  public FitAnnotatorsOptions defaults() {
    return new FitAnnotatorsOptions();
  }

  @Override
  public Evaluator create(FitAnnotatorsOptions options, PluginContext context) {
    boolean ratings = options.measure() == FitAnnotatorsOptions.Measure.RATINGS;
    boolean numbers = options.measure() != FitAnnotatorsOptions.Measure.LABELS;
    if (numbers && !options.tie().isEmpty()) {
      throw new UserException(
          id() + ": tie is a label, and numbers have none (of polarity it is 0); leave it out");
    }
    if (ratings && options.weighting() == FitAnnotatorsOptions.Weighting.ITEMS) {
      throw new UserException(
          id()
              + ": weighting says what counts alike in an agreement, and ratings are fitted by an"
              + " analysis of variance; leave it out, or set measure to polarity");
    }
    LabelFile file =
        LabelFile.read(
            id() + ": file", options.file(), numbers ? Level.INTERVAL : Level.NOMINAL, context);
    if (!options.tie().isEmpty() && !file.categories().contains(options.tie())) {
      throw new UserException(
          id()
              + ": tie: no label is \""
              + options.tie()
              + "\"; "
              + Suggestion.among(options.tie(), file.categories())
              + "there are "
              + Excerpt.names(file.categories()));
    }
    if (file.ratings().pairable().items() < 2) {
      throw new UserException(
          id()
              + ": "
              + options.file().path()
              + " has "
              + file.ratings().pairable().items()
              + " items with two labels or more; agreement needs at least two such items");
    }
    return ratings ? new FitRatings(file, options) : FitLabels.of(file, options);
  }
}
