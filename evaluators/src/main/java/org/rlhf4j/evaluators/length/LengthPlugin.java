package org.rlhf4j.evaluators.length;

import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code length}: mean length of a method's answers in tokens, the end-of-sequence token not
 * counted, and the share of answers that the method ended itself, in percent.
 */
@Source("rlhf4j's own")
public final class LengthPlugin implements EvaluatorPlugin<LengthPlugin.NoOptions> {

  /** There is nothing to choose. */
  public record NoOptions() {}

  /** For the service loader. */
  public LengthPlugin() {}

  @Override
  public String id() {
    return "length";
  }

  @Override
  public String summary() {
    return "mean length of a method's answers in tokens, and the share that is finished";
  }

  @Override
  public NoOptions defaults() {
    return new NoOptions();
  }

  @Override
  public Evaluator create(NoOptions options, PluginContext context) {
    return new Length();
  }
}
