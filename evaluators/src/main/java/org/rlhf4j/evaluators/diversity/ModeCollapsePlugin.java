package org.rlhf4j.evaluators.diversity;

import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code mode-collapse}: how varied a method's answers are, within a prompt and across prompts, and
 * an alarm where they are much less varied than a reference method's.
 *
 * <p>For each prompt {@code samples} answers are drawn by plain sampling (temperature 1, no
 * truncation), whatever the run decodes with, and with the same random numbers for all methods. Of
 * them:
 *
 * <ul>
 *   <li>{@code answer entropy}, in nats: the mean of -log pi(y | x) over answers, unbiased for the
 *       entropy of answers up to {@code maxNewTokens}; {@code token entropy}: all nats over all
 *       tokens, end-of-sequence included, a ratio of two means with the standard error of the delta
 *       method. A policy without a likelihood has neither.
 *   <li>{@code distinct-n}: different n-grams over all n-grams (Li et al. 2016, arXiv:1510.03055).
 *       It falls with the length of answers.
 *   <li>{@code EAD}: expectation-adjusted distinct, N / (V (1 - ((V - 1) / V)^C)), N different
 *       units among C, V = {@code vocabulary} (Liu et al. 2022, arXiv:2202.13587). It does not fall
 *       with length. V is the size of the vocabulary; the default is that of BERT (uncased). No
 *       value is given where more units than V were seen.
 *   <li>{@code self-BLEU}: see {@link SelfBleu}; high is monotonous.
 *   <li>{@code n-gram distance}: mean over pairs of 1 - cosine of the answers' counts of 1- and
 *       2-grams. It sees the surface and not the meaning: a paraphrase is far away.
 *   <li>{@code embedding distance}: mean over pairs of 1 - cosine of the answers' vectors, each the
 *       mean over its tokens, end-of-sequence included, of the last hidden states of one policy
 *       that reads the answer without its prompt ({@code embedder}, or else the reference method's;
 *       the same for all methods). Means of hidden states point into similar directions, so numbers
 *       are small, and comparable for the same embedder only. There is none where that policy
 *       cannot embed.
 *   <li>{@code identical}: the share of pairs of answers that are the same text (white space at the
 *       ends aside), in percent. It estimates the probability that two answers are the same,
 *       without bias for any number of samples.
 * </ul>
 *
 * <p>Each of the last six is given <em>per prompt</em> (over the samples of a prompt, then the mean
 * and its standard error over prompts; prompts where it is not defined, such as distinct-2 of
 * answers of one word, do not count in n) and <em>across prompts</em> (over the first answers to
 * all prompts, over the second ones, and so on; the mean of these with its standard error: the
 * prompts are taken as given, and the number depends on how many they are). The columns of the
 * table are those per prompt.
 *
 * <p>Of a method of which only its answers are known, only the numbers across prompts are given,
 * without a standard error.
 */
@Source(
    "Li et al. 2016, \"A Diversity-Promoting Objective Function for Neural "
        + "Conversation Models\", arXiv:1510.03055 (distinct-n)")
@Source(
    "Liu et al. 2022, \"Rethinking and Refining the Distinct Metric\", "
        + "arXiv:2202.13587 (expectation-adjusted distinct)")
@Source(
    value =
        "Tevet and Berant 2021, \"Evaluating the Evaluation of Diversity in Natural Language "
            + "Generation\", arXiv:2004.02990 (diversity as mean distance over pairs)",
    differs = "vectors are mean hidden states of a language model and not of a sentence encoder")
@Source(
    "Zhu et al. 2018, \"Texygen: A Benchmarking Platform for Text Generation "
        + "Models\", arXiv:1802.01886 (self-BLEU)")
public final class ModeCollapsePlugin implements EvaluatorPlugin<ModeCollapseOptions> {

  /** For the service loader. */
  public ModeCollapsePlugin() {}

  @Override
  public String id() {
    return "mode-collapse";
  }

  @Override
  public String summary() {
    return "entropy and diversity of a method's answers, per prompt and across, with an alarm";
  }

  @Override
  public ModeCollapseOptions defaults() {
    return new ModeCollapseOptions(
        "sft", 8, 64, TextUnit.WORDS, 2, 4, 30_522, null, new ModeCollapseOptions.Thresholds());
  }

  @Override
  public Evaluator create(ModeCollapseOptions options, PluginContext context) {
    Part<Policy> part = options.embedder();
    if (part == null) {
      return new ModeCollapse(options, null, "");
    }
    Policy policy = context.create(part);
    if (!Embedder.isPossible(policy)) {
      policy.close();
      throw new UserException(
          "mode-collapse: embedder: \""
              + part.plugin().id()
              + "\" cannot embed an answer: it has no states, or no token that begins a text");
    }
    return new ModeCollapse(options, policy, context.describe(part));
  }
}
