package org.rlhf4j.evaluators;

import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;

/**
 * {@code win-rate}: how often a judge prefers a method's answer to the baseline's, in percent.
 *
 * <p>Each prompt is judged in both orders of presentation, and the two preferences for the method's
 * answer are averaged, so that a judge's bias for a position cancels; a tie counts one half. Where
 * one of the two verdicts is unusable the other one counts alone; where both are, the prompt is
 * left out, and the note says how many were. The standard error is 100 sd / sqrt(n) over the
 * prompts that count.
 *
 * <p>The baseline is not judged against itself: its row is 50 by definition, without a standard
 * error.
 */
public final class WinRatePlugin implements EvaluatorPlugin<WinRateOptions> {

  /** For the service loader. */
  public WinRatePlugin() {}

  @Override
  public String id() {
    return "win-rate";
  }

  @Override
  public String summary() {
    return "how often a judge prefers a method's answers to the baseline's, both orders averaged";
  }

  @Override
  public WinRateOptions defaults() {
    return new WinRateOptions(null, "sft", "win rate");
  }

  @Override
  public Evaluator create(WinRateOptions options, PluginContext context) {
    if (options.judge() == null) {
      throw new UserException(
          "win-rate: judge is missing; give one, such as {\"id\": \"reward-judge\", \"options\":"
              + " {\"reward\": ...}}");
    }
    return new WinRate(
        context.create(options.judge()),
        context.describe(options.judge()),
        options.baseline(),
        options.name());
  }
}
