package org.rlhf4j.evaluators.winrate;

import java.util.List;
import java.util.Objects;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code win-rate}: how often a judge prefers a method's answer to the baseline's, in percent, by
 * AlpacaEval's definitions, see {@link HeadToHead}.
 *
 * <p>Each prompt is judged in both orders of presentation, and the two preferences for the method's
 * answer are averaged, so that a judge's bias for a position cancels; a tie counts one half. Where
 * one of the two verdicts is unusable the other one counts alone; where both are, the prompt is
 * left out, and the note says how many were. The standard error is 100 sd / sqrt(n) over the
 * prompts that count. The baseline is not judged against itself: its row is 50 by definition,
 * without a standard error.
 *
 * <p>Beside it stands the rate with length controlled for, see {@link LengthControl}; its standard
 * error and interval are those of the bootstrap over prompts, difficulties taken as known. It is
 * AlpacaEval's number where {@code difficulties} is AlpacaEval's file, {@code slope} 1.8 and {@code
 * slopePenalty} 10: then it is within a point of the published rates on average. The column's basis
 * says what it rests on. Where the rate is not identified the raw one stands in with its own
 * interval, the note says why, and an alarm names all such models.
 *
 * <p>In the place of the run's methods it evaluates files that others made: {@code annotations}
 * (judged pairs) or {@code outputs} (answers that the judge compares).
 */
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn "
            + "from human feedback\", arXiv:2305.14387, section 3; AlpacaEval",
    differs =
        "each prompt is judged in both orders of presentation, so that a bias for a "
            + "position cancels")
@Source(
    "Dubois et al. 2024, \"Length-Controlled AlpacaEval: A Simple Way to Debias "
        + "Automatic Evaluators\", arXiv:2404.04475")
public final class WinRatePlugin implements EvaluatorPlugin<WinRateOptions> {

  private static final String BASELINE = "sft";
  private static final double SLOPE = 0;
  private static final double SLOPE_PENALTY = 1;
  private static final int RESAMPLES = 1000;

  /** For the service loader. */
  public WinRatePlugin() {}

  @Override
  public String id() {
    return "win-rate";
  }

  @Override
  public String summary() {
    return "how often a judge prefers a method's answers to the baseline's, both orders averaged,"
        + " raw and length-controlled";
  }

  @Override
  public WinRateOptions defaults() {
    return new WinRateOptions(
        null,
        null,
        "win rate",
        true,
        SLOPE,
        SLOPE_PENALTY,
        null,
        RESAMPLES,
        List.of(),
        null,
        List.of());
  }

  @Override
  public Evaluator create(WinRateOptions options, PluginContext context) {
    String file = options.difficulties();
    if (file != null && !options.lengthControlled()) {
      throw new UserException(
          "win-rate: difficulties serve the length-controlled rate, and lengthControlled is false;"
              + " leave one of them out");
    }
    Difficulties difficulties = file == null ? Difficulties.NONE : Difficulties.read(file, context);
    return new WinRate(
        source(options, context),
        options,
        new LengthControl(options.slope(), options.slopePenalty(), difficulties));
  }

  private static PanelSource source(WinRateOptions options, PluginContext context) {
    boolean annotated = !options.annotations().isEmpty();
    boolean answered = !options.outputs().isEmpty();
    if (annotated && answered) {
      throw new UserException("win-rate: give annotations or outputs, not both");
    }
    if (annotated) {
      if (options.judge() != null) {
        throw new UserException(
            "win-rate: annotations were judged already; leave judge out, or give outputs");
      }
      return Annotations.read(
          options.annotations(), options.annotator(), options.baseline(), context);
    }
    if (options.annotator() != null) {
      throw new UserException("win-rate: annotator chooses among annotations, and none are given");
    }
    Part<Judge> judge = options.judge();
    if (judge == null) {
      throw new UserException(
          "win-rate: judge is missing; give one, such as {\"id\": \"reward-judge\", \"options\":"
              + " {\"reward\": ...}}, or annotations that were judged already");
    }
    AlpacaEvalOutputs outputs = null;
    if (answered) {
      String baseline = options.baseline();
      if (baseline == null) {
        throw new UserException(
            "win-rate: outputs need baseline: the generator that all others are compared with");
      }
      outputs = AlpacaEvalOutputs.read(options.outputs(), baseline, context);
    }
    return new JudgedAnswers(
        context.create(judge),
        context.describe(judge),
        Objects.requireNonNullElse(options.baseline(), BASELINE),
        outputs);
  }
}
