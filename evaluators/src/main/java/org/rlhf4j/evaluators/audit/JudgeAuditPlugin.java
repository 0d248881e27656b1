package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code judge-audit}: how far a judge can be trusted, on a file of pairs that people have
 * labelled. The judge is asked each pair in both orders; or the file holds what a judge said.
 *
 * <ul>
 *   <li>accuracy: how often the judge is with the people, on pairs where they prefer an answer; a
 *       tie of the judge counts one half, the orders are averaged, unusable verdicts are left out;
 *   <li>accuracy, orders together: the share of the same pairs on which more verdicts are right
 *       than wrong, as JudgeBench counts; who names different answers in the two orders is wrong,
 *       and so is who finds two ties or says nothing usable;
 *   <li>flip rate: how often the two orders name different answers, of the pairs on which both name
 *       one, as {@code both-orders} counts it; how often one of them finds a tie is beside it;
 *       kappa is Cohen's between the orders, ties included;
 *   <li>P(first): mean preference for the answer that was shown first, over both orders; 50 for a
 *       judge without a bias for a position;
 *   <li>P(longer): mean preference for the answer of more code points, and the same of people;
 *   <li>P(list): mean preference for the answer with a list, on pairs where one has one: two lines
 *       or more that begin with a bullet or a number;
 *   <li>self-agreement: how often the judge says the same when asked once more in the same order.
 *       It is really asked: neither {@code cached} nor the store of {@code lm} answers with the
 *       first verdict, and it costs half as much again;
 *   <li>unusable verdicts and cost.
 * </ul>
 *
 * <p>Each judge has a row of its own, whether several are asked or the file names who said what.
 * Pairs that are about one item form a cluster in standard errors and intervals, see {@link
 * org.rlhf4j.api.statistics.BoundedMean}.
 *
 * <p>Where there are subsets, a table has all of it by subset, with the counts of pairs on which
 * the judge said exactly what people say (an unusable verdict counts as wrong there), as LLMBar
 * (arXiv:2310.07641) reports them.
 */
@Source(
    "Zeng et al. 2023, \"Evaluating Large Language Models at Evaluating Instruction "
        + "Following\" (LLMBar), arXiv:2310.07641")
@Source(
    "Zheng et al. 2023, \"Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena\", "
        + "arXiv:2306.05685 (biases)")
@Source(
    "Tan et al. 2024, \"JudgeBench: A Benchmark for Evaluating LLM-based Judges\", "
        + "arXiv:2410.12784 (orders together)")
public final class JudgeAuditPlugin implements EvaluatorPlugin<JudgeAuditOptions> {

  /** For the service loader. */
  public JudgeAuditPlugin() {}

  @Override
  public String id() {
    return "judge-audit";
  }

  @Override
  public String summary() {
    return "a judge against people: accuracy, biases, flips between orders, agreement with itself";
  }

  @Override
  public JudgeAuditOptions defaults() {
    return new JudgeAuditOptions();
  }

  @Override
  public Evaluator create(JudgeAuditOptions options, PluginContext context) {
    check(options);
    PairFile file = PairFile.read(options.pairs(), context);
    Map<String, Judge> judges = new LinkedHashMap<>();
    List<String> identities = new ArrayList<>();
    try {
      for (Part<Judge> part : options.asked()) {
        String name = options.name().isEmpty() ? part.plugin().id() : options.name();
        int same = 1;
        while (judges.containsKey(same == 1 ? name : name + " " + same)) {
          same++;
        }
        judges.put(same == 1 ? name : name + " " + same, context.create(part));
        identities.add(context.describe(part));
      }
    } catch (RuntimeException e) {
      judges.values().forEach(Judge::close);
      throw e;
    }
    return new JudgeAudit(judges, identities, file, options);
  }

  private void check(JudgeAuditOptions options) {
    boolean asks = !options.asked().isEmpty();
    PairsOptions pairs = options.pairs();
    if (options.judge() != null && !options.judges().isEmpty()) {
      throw new UserException(id() + ": give judge or judges, not both");
    }
    if (asks == pairs.isRecorded()) {
      throw new UserException(
          id()
              + (asks
                  ? ": give a judge to ask, or the columns of what one said, but not both"
                  : ": nobody judges; give a judge to ask, or in pairs the column verdict or"
                      + " preference of what one said"));
    }
    if (asks && (!pairs.hasTexts() || pairs.prompt().isEmpty())) {
      throw new UserException(
          id() + ": pairs: a judge needs texts; name the columns prompt, first and second");
    }
    if (asks && !pairs.swapped().isEmpty()) {
      throw new UserException(
          id() + ": pairs: swapped is a recorded verdict, but a judge is asked");
    }
    if (asks && !pairs.judge().isEmpty()) {
      throw new UserException(
          id() + ": pairs: judge names who said what is recorded, but a judge is asked");
    }
    if (!asks && Boolean.TRUE.equals(options.again())) {
      throw new UserException(
          id() + ": again needs a judge, and verdicts from a file are as they are");
    }
  }
}
