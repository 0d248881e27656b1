package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.rollout.ClippedSurrogate;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * Group relative policy optimisation. Defaults follow DeepSeekMath (arXiv:2402.03300), but for
 * smaller groups than its 64. Dr. GRPO (arXiv:2503.20783) is {@code scaleByStd} false, {@code
 * denominator} LIMIT and {@code klCoefficient} 0; DAPO's loss (arXiv:2503.14476) is {@code
 * denominator} TOKENS, {@code clipHigh} 0.28 and {@code klCoefficient} 0.
 *
 * <p>With the penalty in the loss, as published, the optimum is not that of the other methods, ref
 * exp(reward / beta): the penalty's gradient is that of KL(ref || pi), see {@link Loss}, and a
 * group of k shrinks the reward by (k - 1) / k. With {@code klPlacement} REWARD, {@code scaleByStd}
 * false and {@code denominator} LIMIT the optimum is the same. {@code klTimesRatio} corrects the
 * gradient where the penalty stands in the loss; TRL does so by default since 1.13 ({@code
 * use_bias_correction_kl}), and DeepSeekMath does not.
 */
@Source(
    value =
        "Shao et al. 2024, \"DeepSeekMath: pushing the limits of mathematical reasoning in open"
            + " language models\", arXiv:2402.03300, equations 3 and 4",
    differs = "smaller groups than its 64; 1e-4 is added to the group's deviation, as in TRL")
@Source(
    "DeepSeek-AI 2025, \"DeepSeek-V3.2: pushing the frontier of open large language models\","
        + " arXiv:2512.02556, as use_bias_correction_kl of TRL 1.13: klTimesRatio true")
@Source(
    "Liu et al. 2025, \"Understanding R1-Zero-like training: a critical perspective\" (Dr. GRPO),"
        + " arXiv:2503.20783: scaleByStd false, denominator limit, klCoefficient 0")
@Source(
    value =
        "Yu et al. 2025, \"DAPO: an open-source LLM reinforcement learning system at scale\","
            + " arXiv:2503.14476, equation 10: denominator tokens, clipHigh 0.28, klCoefficient 0",
    differs = "only the loss: no dynamic sampling and no overlong shaping")
public final class Grpo implements OptimizerPlugin<Grpo.Options> {

  /** Keeps groups of nearly equal rewards from blowing up; TRL's, the paper has none. */
  private static final double EPSILON = 1e-4;

  /**
   * Options of group relative policy optimisation.
   *
   * @param steps rollout batches in all; the learning rate follows its schedule over these
   * @param prompts prompts a rollout batch
   * @param answers answers to each of them: a group
   * @param decoding how answers are drawn
   * @param optimizer gradient rule
   * @param scaleByStd whether advantages are divided by the deviation of the group's rewards
   * @param denominator what the sum over the tokens of an answer is divided by
   * @param clipLow ratios are clipped to at least 1 - this
   * @param clipHigh ratios are clipped to at most 1 + this
   * @param klCoefficient weight of the divergence from the reference
   * @param klPlacement where the penalty on the divergence stands: in the loss of each token, or
   *     taken off the reward of the whole answer
   * @param klTimesRatio whether the penalty in the loss is multiplied by the probability ratio, so
   *     that its gradient is that of KL(pi || ref) at each token
   * @param iterations gradient steps on each rollout batch
   */
  public record Options(
      @Option(value = "rollout batches in all", min = 1) int steps,
      @Option(value = "prompts a rollout batch", min = 1) int prompts,
      @Option(value = "answers to each prompt", min = 2) int answers,
      @Option("how answers are drawn") Decoding decoding,
      @Option("gradient rule") AdamW optimizer,
      @Option(
              convention = true,
              value = "divide advantages by the deviation of the group's rewards")
          boolean scaleByStd,
      @Option(convention = true, value = "what the sum over the tokens of an answer is divided by")
          Denominator denominator,
      @Option(
              convention = true,
              value = "ratios are clipped to at least 1 - this",
              min = 1e-9,
              max = 1)
          double clipLow,
      @Option(convention = true, value = "ratios are clipped to at most 1 + this", min = 1e-9)
          double clipHigh,
      @Option(value = "weight of the divergence from the reference", min = 0) double klCoefficient,
      @Option(convention = true, value = "where the penalty on the divergence stands")
          KlPlacement klPlacement,
      @Option(
              convention = true,
              value = "multiply the penalty in the loss by the probability ratio")
          boolean klTimesRatio,
      @Option(value = "gradient steps on each rollout batch", min = 1) int iterations) {}

  /** What the sum over the tokens of an answer is divided by in the loss of {@code grpo}. */
  public enum Denominator {
    /**
     * The answer's own tokens, then all answers: w_i = 1 / (n |y_i|), as in DeepSeekMath. A token
     * weighs less in a long answer, so long wrong answers cost less than short ones.
     */
    SEQUENCE {
      @Override
      double weight(TokenRow row, List<TokenRow> all, int limit) {
        return 1.0 / all.size() / row.completion().length;
      }
    },
    /**
     * All tokens of the step: w_i = 1 / sum_j |y_j|. DAPO (arXiv:2503.14476, equation 8) writes the
     * sum over the answers to one prompt, TRL takes that over all of them, and so do we.
     */
    TOKENS {
      @Override
      double weight(TokenRow row, List<TokenRow> all, int limit) {
        return 1.0 / all.stream().mapToLong(r -> r.completion().length).sum();
      }
    },
    /**
     * Answers times the limit on new tokens: w_i = 1 / (n limit), a constant, as in Dr. GRPO (Liu
     * et al. 2025, "Understanding R1-Zero-like training: a critical perspective",
     * arXiv:2503.20783).
     */
    LIMIT {
      @Override
      double weight(TokenRow row, List<TokenRow> all, int limit) {
        return 1.0 / all.size() / limit;
      }
    };

    /** Weight of each token of a row among all rows of the step. */
    abstract double weight(TokenRow row, List<TokenRow> all, int limit);
  }

  /**
   * The loss of group relative policy optimisation (Shao et al. 2024, "DeepSeekMath: pushing the
   * limits of mathematical reasoning in open language models", arXiv:2402.03300, equations 3 and
   * 4), with the clip range of DAPO (Yu et al. 2025, arXiv:2503.14476, equation 10), which may be
   * wider above than below:
   *
   * <pre>
   * r_it  = pi(y_it) / pi_old(y_it)
   * lr_it = log pi(y_it) - log ref(y_it)
   * L     = sum_i w_i sum_t max(-A_i r_it, -A_i clip(r_it, 1 - l, 1 + h))
   *                         + beta c_it (exp(-lr_it) - 1 + lr_it)
   * </pre>
   *
   * <p>in units of the advantages. The weight w_i of the tokens of answer i is the choice of
   * denominator, see {@link Denominator}. With c = 1, as published, the gradient of the last term,
   * k3, is that of KL(pi || ref) only at pi = ref; on the policy's own answers its mean is the
   * gradient of KL(ref || pi). With c_it = r_it (DeepSeek-AI 2025, "DeepSeek-V3.2",
   * arXiv:2512.02556) its slope by log pi is r_it lr_it, whose mean over the token drawn is the
   * gradient of KL(pi || ref) in its state, also where an older policy drew it.
   *
   * @param clipLow l
   * @param clipHigh h
   * @param klCoefficient beta; with 0 the reference plays no part
   * @param klTimesRatio whether c is r, and not 1
   */
  record Loss(double clipLow, double clipHigh, double klCoefficient, boolean klTimesRatio) {

    /**
     * This micro-batch's share of the loss.
     *
     * @param logProbs log pi, shape (rows, tokens)
     * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
     * @param reference log ref, same shape
     * @param advantages A, shape (rows)
     * @param weights w, shape (rows)
     * @param mask shape (rows, tokens)
     * @return a scalar
     */
    NDArray of(
        NDArray logProbs,
        NDArray oldLogProbs,
        NDArray reference,
        NDArray advantages,
        NDArray weights,
        NDArray mask) {
      NDArray ratios = logProbs.sub(oldLogProbs).exp();
      NDArray losses = surrogate().of(ratios, advantages.reshape(-1, 1));
      if (klCoefficient > 0) {
        NDArray lr = logProbs.sub(reference);
        NDArray k3 = lr.neg().exp().sub(1).add(lr);
        losses = losses.add(Scalars.times(klTimesRatio ? k3.mul(ratios) : k3, klCoefficient));
      }
      return Masked.rowSums(losses, mask).mul(weights).sum();
    }

    /** What is minimised for each token beside the penalty. */
    ClippedSurrogate surrogate() {
      return new ClippedSurrogate(clipLow, clipHigh);
    }
  }

  /**
   * One step of group relative policy optimisation. All but the loss, the gradient and the clipping
   * are about the answers before it.
   *
   * @param rewards of answers
   * @param answers what they were like
   * @param k3 from the reference, a token
   * @param loss mean over iterations
   * @param gradNorm mean over iterations
   * @param clipLow mean over iterations
   * @param clipHigh mean over iterations
   * @param clipRatio mean over iterations
   * @param learningRate of this step
   */
  public record Step(
      AnswerMetrics.Rewards rewards,
      AnswerMetrics answers,
      @Metric(
              name = "kl",
              doc =
                  "mean over tokens of k3 = exp(-lr) - 1 + lr with lr = log pi - log ref, before"
                      + " the first iteration, nats")
          double k3,
      @Metric(name = "loss", doc = "clipped surrogate loss with its KL term, mean over iterations")
          double loss,
      @Metric(
              name = "grad_norm",
              doc = "Euclidean norm of the gradient before clipping, mean over iterations")
          double gradNorm,
      @Metric(
              name = "clip_ratio/low_mean",
              doc =
                  "share of tokens with advantage below 0 and ratio below 1 - clipLow, mean over"
                      + " iterations")
          double clipLow,
      @Metric(
              name = "clip_ratio/high_mean",
              doc =
                  "share of tokens with advantage above 0 and ratio above 1 + clipHigh, mean over"
                      + " iterations")
          double clipHigh,
      @Metric(name = "clip_ratio/region_mean", doc = "clip_ratio/low_mean + clip_ratio/high_mean")
          double clipRatio,
      @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "reward %.3f, KL %.2f", rewards.reward(), answers.kl());
    }
  }

  /** For the service loader. */
  public Grpo() {}

  @Override
  public String id() {
    return "grpo";
  }

  @Override
  public String summary() {
    return "group relative policy optimisation: clipped, with the group's mean as baseline";
  }

  @Override
  public Options defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6);
    return new Options(
        100,
        8,
        8,
        new Decoding(),
        optimizer,
        true,
        Denominator.SEQUENCE,
        0.2,
        0.2,
        0.04,
        KlPlacement.LOSS,
        false,
        1);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    Rollouts.requireSampling(id(), options.decoding());
    if (options.klTimesRatio()
        && (options.klPlacement() == KlPlacement.REWARD || options.klCoefficient() == 0)) {
      throw new UserException(
          "grpo: klTimesRatio true has no effect "
              + (options.klCoefficient() == 0
                  ? "with klCoefficient 0; set that above 0"
                  : "with klPlacement REWARD; set that to LOSS")
              + " or leave it out");
    }
    PolicyGradient.Sampling sampling =
        new PolicyGradient.Sampling(
            options.steps(),
            options.prompts(),
            options.answers(),
            options.decoding(),
            options.optimizer(),
            options.iterations(),
            /* readings= */ 0);
    return new PolicyGradient<>(
        id(), sampling, () -> (policy, answers, rule) -> learn(options, policy, answers, rule));
  }

  private static Step learn(
      Options options, TrainablePolicy policy, Answers answers, AdamWStep rule) {
    double inLoss = options.klPlacement() == KlPlacement.LOSS ? options.klCoefficient() : 0;
    Loss loss = new Loss(options.clipLow(), options.clipHigh(), inLoss, options.klTimesRatio());
    TrainingBatch batch = answers.batch();
    float[][] old = answers.oldLogProbs();
    float[][] reference = answers.referenceLogProbs();
    float[] advantages = Groups.narrow(advantages(options, answers));
    float[] weights = Groups.narrow(weights(options, batch.rows()));
    List<UpdateReport> reports = new ArrayList<>();
    List<ClippedSurrogate.Clipped> steps = new ArrayList<>();
    for (int i = 0; i < options.iterations(); i++) {
      UpdateReport report =
          policy.update(
              batch,
              micro ->
                  loss.of(
                      micro.outputs(),
                      micro.tokens(old),
                      micro.tokens(reference),
                      micro.rows(advantages),
                      micro.rows(weights),
                      micro.mask()),
              rule);
      reports.add(report);
      double[][] logRatios = answers.logRatios(report);
      steps.add(loss.surrogate().clipped(logRatios, (answer, token) -> advantages[answer]));
    }
    ClippedSurrogate.Clipped clipped = ClippedSurrogate.Clipped.mean(steps);
    return new Step(
        AnswerMetrics.Rewards.of(answers),
        AnswerMetrics.of(answers.episodes()),
        answers.episodes().stream()
            .flatMapToDouble(Episode::logRatios)
            .map(KlEstimator.K3::of)
            .average()
            .orElseThrow(),
        reports.stream().mapToDouble(UpdateReport::loss).average().orElseThrow(),
        reports.stream().mapToDouble(UpdateReport::gradNorm).average().orElseThrow(),
        clipped.low(),
        clipped.high(),
        clipped.region(),
        rule.learningRate());
  }

  /** Each reward less the mean of its group, over the deviation of its group where so chosen. */
  static double[] advantages(Options options, Answers answers) {
    double inReward = options.klPlacement() == KlPlacement.REWARD ? options.klCoefficient() : 0;
    Groups groups = new Groups(answers.rewards(inReward), answers.perPrompt());
    double[] advantages = groups.lessMean();
    if (options.scaleByStd()) {
      double[] deviations = groups.deviations();
      for (int i = 0; i < advantages.length; i++) {
        advantages[i] /= deviations[i / answers.perPrompt()] + EPSILON;
      }
    }
    return advantages;
  }

  private static double[] weights(Options options, List<TokenRow> rows) {
    int limit = options.decoding().maxNewTokens();
    return rows.stream()
        .mapToDouble(row -> options.denominator().weight(row, rows, limit))
        .toArray();
  }
}
