package org.rlhf4j.judges.wrapped;

import org.rlhf4j.api.Judge;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code both-orders}: asks another judge about each pair twice, in both orders of presentation,
 * and averages the two preferences, so that a bias for a position cancels (Zheng et al., "Judging
 * LLM-as-a-Judge", arXiv:2306.05685, section 3.4; there a contradiction is a tie, which the average
 * of two decisions is as well).
 *
 * <p>An unusable half is not a draw: the other half counts alone, or the comparison is unparsed, as
 * the options say. A flip is a pair of which the judge preferred one answer in one order and the
 * other answer in the other order; their number stands in the log and with the steps.
 */
@Source(
    value =
        "Zheng et al. 2023, \"Judging LLM-as-a-judge with MT-Bench and Chatbot Arena\","
            + " arXiv:2306.05685, section 3.4",
    differs =
        "the two preferences are averaged, where a contradiction is called a tie there; an unusable"
            + " half is no draw")
public final class BothOrdersPlugin implements JudgePlugin<BothOrdersOptions> {

  /** For the service loader. */
  public BothOrdersPlugin() {}

  @Override
  public String id() {
    return "both-orders";
  }

  @Override
  public String summary() {
    return "asks another judge in both orders of presentation and averages";
  }

  @Override
  public BothOrdersOptions defaults() {
    return new BothOrdersOptions(null, BothOrdersOptions.Half.COUNTS_ALONE);
  }

  @Override
  public Judge create(BothOrdersOptions options, PluginContext context) {
    Part<Judge> judge = Wrapped.required(id(), options.judge());
    return new BothOrdersJudge(context.create(judge), options.half(), context.log());
  }
}
