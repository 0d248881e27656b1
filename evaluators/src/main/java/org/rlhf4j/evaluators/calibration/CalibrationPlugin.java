package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.evaluators.choices.ChoiceScore;
import org.rlhf4j.evaluators.inputs.FittedReward;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.inputs.Items;

/**
 * {@code calibration}: whether what is said with probability p happens with frequency p. One of
 * these says what is measured:
 *
 * <ul>
 *   <li>{@code questions}: rows of {@code prompt}, {@code choices} (a list of texts) and {@code
 *       answer} (one of them, or its place from 0). For each policy: the probability of its most
 *       probable choice, and whether it is right.
 *   <li>{@code texts}: for each policy the probability of the most probable next token at {@code
 *       positions} random places of each demonstration's answer, and whether it is the token that
 *       stands there.
 *   <li>{@code preferences} with a {@code reward} (probability sigmoid(scale (r_chosen -
 *       r_rejected))) or a {@code judge} (mean of both orders): the probability of the preferred
 *       answer, and whether it was chosen.
 *   <li>{@code scoredPairs}: the same from rows of {@code chosenScore}, {@code rejectedScore} and,
 *       if several, {@code scorer}.
 *   <li>{@code forecasts}: rows of {@code probability}, {@code label} (0, 1, or 0.5 for a tie) and,
 *       if several, {@code forecaster}.
 * </ul>
 *
 * <p>An {@code id} in rows of {@code scoredPairs} and {@code forecasts} (for pairs also their
 * texts, for {@code questions} text and choices) tells what they are about: one that stands there
 * twice is refused, and so are scorers or forecasters who were not measured on the same. Without
 * one, rows that are equal are counted.
 *
 * <p>It gives reliability diagrams with bins of equal width and of equal mass, ECE with both, the
 * Brier score and its parts (see {@link BrierParts}), and log loss in nats; intervals and standard
 * errors by the bootstrap, over texts where these give several tokens.
 *
 * <p><b>ECE is biased upwards</b>: even a calibrated forecaster has one above 0, the more so with
 * few forecasts or many bins. Its table therefore has the mean ECE of a forecaster with the same
 * probabilities that is calibrated; only what is above it tells something. The bootstrap interval
 * shares the bias.
 *
 * <p>Where several are measured, a table has the difference of each from {@code reference} on the
 * same items (before and after a training, say), with intervals that resample the items of both
 * together. Scorers and forecasters of a file need an {@code id} for that, or their texts.
 *
 * <p>Policies without a likelihood have no row.
 */
@Source(
    "Guo et al. 2017, \"On Calibration of Modern Neural Networks\", arXiv:1706.04599 " + "(ECE)")
@Source(
    "Murphy 1973, \"A New Vector Partition of the Probability Score\" (the parts of "
        + "the Brier score)")
public final class CalibrationPlugin implements EvaluatorPlugin<CalibrationOptions> {

  /** For the service loader. */
  public CalibrationPlugin() {}

  @Override
  public String id() {
    return "calibration";
  }

  @Override
  public String summary() {
    return "whether probabilities of policies, rewards or judges mean what they say";
  }

  @Override
  public CalibrationOptions defaults() {
    return new CalibrationOptions(
        "", null, ChoiceScore.TEXT, null, 4, null, null, null, null, 1, null, 10, 1000, null);
  }

  @Override
  public Evaluator create(CalibrationOptions options, PluginContext context) {
    return new Calibration(options, source(options, context));
  }

  private static ForecastSource source(CalibrationOptions options, PluginContext context) {
    List<String> given = new ArrayList<>();
    add(given, "questions", options.questions());
    add(given, "texts", options.texts());
    add(given, "preferences", options.preferences());
    add(given, "scoredPairs", options.scoredPairs());
    add(given, "forecasts", options.forecasts());
    if (given.size() != 1) {
      throw new UserException(
          "calibration: give exactly one of questions, texts, preferences, scoredPairs and"
              + " forecasts;"
              + (given.isEmpty() ? " none is given" : " given are " + String.join(", ", given)));
    }
    if ((options.reward() != null || options.judge() != null) && options.preferences() == null) {
      throw new UserException("calibration: a reward or a judge needs preferences to judge");
    }
    if (options.questions() != null) {
      InputFile<ChoiceSource.Question> file =
          InputFile.read(context, options.questions(), ChoiceSource.Question::of);
      Items.check(
          "calibration: questions",
          options.questions(),
          "file",
          /* once= */ true,
          file.rows().stream().map(ChoiceSource.Question::about).toList());
      return new ChoiceSource(file, options.choiceScore());
    }
    if (options.texts() != null) {
      List<Demonstration> texts = context.create(options.texts()).demonstrations();
      return new NextTokenSource(
          texts, Basis.of(texts.size(), context.describe(options.texts())), options.positions());
    }
    if (options.preferences() != null) {
      return preferences(options, options.preferences(), context);
    }
    if (options.scoredPairs() != null) {
      double scale = options.scale();
      return FileSource.read(
          context,
          "scoredPairs",
          "scorer",
          options.scoredPairs(),
          row -> FileSource.Row.pair(row, scale),
          PreferenceSource.MEANING);
    }
    return FileSource.read(
        context,
        "forecasts",
        "forecaster",
        String.valueOf(options.forecasts()),
        FileSource.Row::forecast,
        "Probability and outcome are those of the file.");
  }

  private static ForecastSource preferences(
      CalibrationOptions options, Part<DataSource> part, PluginContext context) {
    if (options.reward() != null && options.judge() != null) {
      throw new UserException("calibration: give a reward or a judge, not both");
    }
    List<Preference> pairs = context.create(part).preferences();
    PreferenceSource.Foreteller by =
        options.judge() == null
            ? new PreferenceSource.ByReward(
                FittedReward.of("calibration", options.reward(), context), options.scale())
            : new PreferenceSource.ByJudge(
                context.create(options.judge()),
                options.judge().plugin().id(),
                context.describe(options.judge()));
    return new PreferenceSource(pairs, Basis.of(pairs.size(), context.describe(part)), by);
  }

  private static void add(List<String> given, String name, @Nullable Object option) {
    if (option != null) {
      given.add(name);
    }
  }
}
