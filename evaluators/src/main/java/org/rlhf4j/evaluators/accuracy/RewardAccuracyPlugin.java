package org.rlhf4j.evaluators.accuracy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.evaluators.inputs.FittedReward;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.inputs.Items;

/**
 * {@code reward-accuracy}: how often a reward gives the chosen answer of a pair the higher score,
 * in percent, by subsets and sections in the form of RewardBench (Lambert et al. 2024,
 * arXiv:2403.13787): a section is the mean of its subsets, each weighing its number of pairs or
 * what {@code weights} says. The whole is the plain mean of the sections, or with {@code overall}
 * pairs the mean of all pairs, as JudgeBench has it (Tan et al. 2024, arXiv:2410.12784); the table
 * has both, and the note says which the column is.
 *
 * <p>Beside it stands the accuracy of length alone on the same pairs: of one who always prefers the
 * longer answer. A reward that is no better has shown nothing else.
 *
 * <p>Pairs come from a file (rows of {@code prompt}, {@code chosen}, {@code rejected} and, if
 * several, {@code subset}, and {@code reference} for rewards that need one; or with scores that
 * others gave: {@code chosenScore}, {@code rejectedScore} and, if several, {@code scorer}) or from
 * a data source.
 *
 * <p>Ties are counted apart; {@code ties} says what they count in the accuracy. Margins (chosen
 * less rejected) are given with mean and quantiles. The <em>length bias</em> is the slope of the
 * margin by the difference of lengths, per 100 characters, by least squares with an intercept: of
 * two pairs whose right answers differ in length alone, how much more margin the longer one has.
 * Beside it stand the accuracies where the chosen answer is the longer and the shorter one: a
 * reward that only likes length has 100 % and 0 %.
 *
 * <p>A pair of a file that stands there twice for a scorer, by its {@code id} or else its texts, is
 * refused, and so are scorers who were not asked about the same pairs. Where nothing tells pairs
 * apart, and in a data source, those that are equal are counted.
 *
 * <p>Standard errors of subsets are sd / sqrt(n), intervals are those of {@link
 * org.rlhf4j.api.statistics.BoundedMean}; those of sections take subsets as independent; that of
 * the slope is the bootstrap's. Subsets in no section, and those without pairs, are listed.
 */
@Source(
    value =
        "Lambert et al. 2024, \"RewardBench: Evaluating Reward Models for Language "
            + "Modeling\", arXiv:2403.13787",
    differs = "ties are counted apart")
public final class RewardAccuracyPlugin implements EvaluatorPlugin<RewardAccuracyOptions> {

  /** For the service loader. */
  public RewardAccuracyPlugin() {}

  @Override
  public String id() {
    return "reward-accuracy";
  }

  @Override
  public String summary() {
    return "how often a reward prefers the chosen answer, by subset, with margins and length bias";
  }

  @Override
  public RewardAccuracyOptions defaults() {
    return new RewardAccuracyOptions(
        "reward accuracy",
        null,
        null,
        null,
        Ties.WRONG,
        Layout.SUBSETS,
        Map.of(),
        Map.of(),
        Overall.SECTIONS,
        1000);
  }

  @Override
  public Evaluator create(RewardAccuracyOptions options, PluginContext context) {
    if ((options.pairs() == null) == (options.preferences() == null)) {
      throw new UserException(
          "reward-accuracy: give either pairs (a file) or preferences (a data source)");
    }
    InputFile<Pair> file =
        options.preferences() == null
            ? InputFile.read(context, String.valueOf(options.pairs()), Pair::of)
            : preferences(options.preferences(), context);
    long scored = file.rows().stream().filter(p -> !Double.isNaN(p.margin())).count();
    if (scored > 0 && scored < file.rows().size()) {
      throw new UserException(
          "reward-accuracy: "
              + scored
              + " of "
              + file.rows().size()
              + " rows have scores; give all of them or none");
    }
    if (scored > 0 && options.reward() != null) {
      throw new UserException(
          "reward-accuracy: the rows have scores already; leave reward out, or the scores");
    }
    if (options.pairs() != null) {
      Items.check(
          "reward-accuracy: pairs",
          options.pairs(),
          "scorer",
          /* once= */ true,
          file.rows().stream().map(Pair::about).toList());
    }
    FittedReward reward =
        scored > 0 ? null : FittedReward.of("reward-accuracy", options.reward(), context);
    return new RewardAccuracy(options, file, reward);
  }

  private static InputFile<Pair> preferences(Part<DataSource> part, PluginContext context) {
    List<Preference> there = context.create(part).preferences();
    List<Pair> pairs =
        IntStream.range(0, there.size()).mapToObj(i -> Pair.of(there.get(i), i + 1)).toList();
    return new InputFile<>(Basis.of(pairs.size(), context.describe(part)), pairs);
  }
}
