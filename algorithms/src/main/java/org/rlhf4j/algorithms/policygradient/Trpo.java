package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.rlhf4j.algorithms.KeptState;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
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
 * A policy gradient whose every step stays in a trust region, found by a backtracking line search,
 * in the style of trust region policy optimisation (Schulman et al. 2015, arXiv:1502.05477).
 *
 * <p>What is kept of TRPO: the surrogate objective (equation 14), the constraint on the mean KL(old
 * || new) over visited states, and the line search of appendix C, which halves a step until the
 * constraint holds and the surrogate does not get worse. What differs: the direction is that of
 * AdamW and not the natural gradient, which would take products with the Fisher matrix that a
 * method does not see; the first step length is the learning rate and not computed from the
 * quadratic model; the divergence is estimated from the drawn tokens; advantages are those of
 * {@code rloo}, without a value model. A step that is given up leaves the policy and the moments of
 * AdamW as they were, bit for bit.
 */
@Source(
    value =
        "Schulman et al. 2015, \"Trust region policy optimization\", arXiv:1502.05477, equation 14"
            + " and appendix C",
    differs =
        "the direction is AdamW's and not the natural gradient; the first step length is the"
            + " learning rate; the divergence is estimated from the drawn tokens; advantages are"
            + " those of rloo")
public final class Trpo implements OptimizerPlugin<Trpo.Options> {

  /**
   * Options of the trust region method.
   *
   * @param steps rollout batches in all; the learning rate follows its schedule over these
   * @param prompts prompts a rollout batch
   * @param answers answers to each of them; the others are the baseline of each
   * @param decoding how answers are drawn
   * @param optimizer gradient rule; its learning rate is that of the first, longest try
   * @param klCoefficient what a nat of divergence from the reference takes off the reward
   * @param maxKl the trust region: greatest mean divergence a token of a step, in nats
   * @param backtracks how often a try is halved before the step is given up
   */
  public record Options(
      @Option(value = "rollout batches in all", min = 1) int steps,
      @Option(value = "prompts a rollout batch", min = 1) int prompts,
      @Option(value = "answers to each prompt", min = 2) int answers,
      @Option("how answers are drawn") Decoding decoding,
      @Option("gradient rule; its learning rate is that of the first, longest try") AdamW optimizer,
      @Option(value = "what a nat of divergence from the reference takes off the reward", min = 0)
          double klCoefficient,
      @Option(value = "greatest mean divergence a token of a step, in nats", min = 1e-12)
          double maxKl,
      @Option(value = "how often a try is halved before the step is given up", min = 0)
          int backtracks) {}

  /**
   * The surrogate objective of trust region policy optimisation (Schulman et al. 2015, "Trust
   * region policy optimization", arXiv:1502.05477, equation 14), as a loss to minimise:
   *
   * <pre>
   * r_it = pi(y_it) / pi_old(y_it)
   * L    = - 1 / N  sum_i A_i sum_t r_it
   * </pre>
   *
   * <p>with N the tokens of the step, in units of the reward. Nothing is clipped: what keeps the
   * policy near the old one is the constraint of {@link TrustRegion}.
   */
  record Loss() {

    /**
     * This micro-batch's share of the loss.
     *
     * @param logProbs log pi, shape (rows, tokens)
     * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
     * @param advantages A, shape (rows)
     * @param mask shape (rows, tokens)
     * @param stepTokens N
     * @return a scalar
     */
    NDArray of(
        NDArray logProbs, NDArray oldLogProbs, NDArray advantages, NDArray mask, long stepTokens) {
      NDArray ratios = logProbs.sub(oldLogProbs).exp();
      NDArray answers = Masked.rowSums(ratios, mask);
      return Scalars.times(answers.mul(advantages).sum(), -1.0 / stepTokens);
    }
  }

  /**
   * Where a candidate policy stands, measured on the answers of the old one.
   *
   * @param kl mean over tokens of k3 of log pi_old - log pi: an estimate of the mean over states of
   *     KL(pi_old || pi), in nats, unbiased for answers drawn without truncation and never negative
   * @param loss the surrogate loss
   */
  record TrustRegion(double kl, double loss) {

    /**
     * Measures a candidate.
     *
     * @param logRatios log pi - log pi_old, one row an answer
     * @param advantages one an answer
     */
    static TrustRegion of(double[][] logRatios, float[] advantages) {
      double kl = 0;
      double gain = 0;
      long tokens = 0;
      for (int i = 0; i < logRatios.length; i++) {
        for (double logRatio : logRatios[i]) {
          kl += KlEstimator.K3.of(-logRatio);
          gain += advantages[i] * Math.exp(logRatio);
          tokens++;
        }
      }
      return new TrustRegion(kl / tokens, -gain / tokens);
    }

    /** Whether a step from the old policy to this one is taken. */
    boolean accepts(double maxKl, double oldLoss) {
      return kl <= maxKl && loss <= oldLoss;
    }
  }

  /**
   * One step in a trust region. All but what is about the trust region is as it was before the
   * step.
   *
   * @param rewards of answers
   * @param answers what they were like
   * @param tokenKl from the reference, a token
   * @param loss before the step
   * @param gradNorm before clipping
   * @param stepKl from the policy before the step
   * @param lossAfter of the policy after the step
   * @param backtracks how often the step was halved
   * @param learningRate of the step that was taken
   */
  public record Step(
      AnswerMetrics.Rewards rewards,
      AnswerMetrics answers,
      @Metric(name = "kl", doc = "mean over tokens of log pi - log ref, nats") double tokenKl,
      @Metric(
              name = "loss",
              doc = "surrogate loss before the step: -mean over tokens of advantage times ratio")
          double loss,
      @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
          double gradNorm,
      @Metric(
              name = "trust_region/kl",
              doc =
                  "mean over tokens of exp(lr) - 1 - lr with lr = log pi - log pi_old, after the"
                      + " step, nats: an estimate of KL(old || new)")
          double stepKl,
      @Metric(name = "trust_region/loss", doc = "surrogate loss after the step") double lossAfter,
      @Metric(name = "trust_region/backtracks", doc = "how often the step was halved")
          int backtracks,
      @Metric(
              name = "learning_rate",
              doc = "learning rate of the step that was taken; 0 if it was given up")
          double learningRate)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "reward %.3f, KL %.2f", rewards.reward(), answers.kl());
    }
  }

  /** For the service loader. */
  public Trpo() {}

  @Override
  public String id() {
    return "trpo";
  }

  @Override
  public String summary() {
    return "policy gradient in a trust region on the KL, held by a backtracking line search";
  }

  @Override
  public Options defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-5);
    return new Options(100, 16, 4, new Decoding(), optimizer, 0.05, 0.01, 10);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    Rollouts.requireSampling(id(), options.decoding());
    PolicyGradient.Sampling sampling =
        new PolicyGradient.Sampling(
            options.steps(),
            options.prompts(),
            options.answers(),
            options.decoding(),
            options.optimizer(),
            /* passes= */ 1,
            /* readings= */ 1); // the first try of each step; halved tries are not foreseen
    return new PolicyGradient<>(
        id(), sampling, () -> (policy, answers, rule) -> learn(options, policy, answers, rule));
  }

  /** Tries ever shorter steps from the same point until one stays in the trust region. */
  private static Step learn(
      Options options, TrainablePolicy policy, Answers answers, AdamWStep longest) {
    float[] advantages = Groups.narrow(Rloo.lessMeanOfOthers(answers, options.klCoefficient()));
    TrainingBatch batch = answers.batch();
    float[][] old = answers.oldLogProbs();
    long tokens = batch.completionTokens();
    Loss loss = new Loss();
    try (KeptState start = KeptState.of(policy)) {
      AdamWStep rule = longest;
      for (int halved = 0; ; halved++) {
        UpdateReport report =
            policy.update(
                batch,
                micro ->
                    loss.of(
                        micro.outputs(),
                        micro.tokens(old),
                        micro.rows(advantages),
                        micro.mask(),
                        tokens),
                rule);
        TrustRegion before = TrustRegion.of(answers.logRatios(report), advantages);
        float[][] now =
            policy.logProbs(batch.rows(), answers.temperature()).toArray(float[][]::new);
        TrustRegion after = TrustRegion.of(Episode.logRatios(now, old), advantages);
        boolean accepted = after.accepts(options.maxKl(), before.loss());
        if (!accepted) {
          start.restore(policy);
        }
        if (accepted || halved == options.backtracks()) {
          TrustRegion taken = accepted ? after : new TrustRegion(0, before.loss());
          return new Step(
              AnswerMetrics.Rewards.of(answers),
              AnswerMetrics.of(answers.episodes()),
              AnswerMetrics.tokenKl(answers.episodes()),
              report.loss(),
              report.gradNorm(),
              taken.kl(),
              taken.loss(),
              halved,
              accepted ? rule.learningRate() : 0);
        }
        rule = halved(rule);
      }
    }
  }

  private static AdamWStep halved(AdamWStep rule) {
    return new AdamWStep(
        rule.learningRate() / 2,
        rule.beta1(),
        rule.beta2(),
        rule.epsilon(),
        rule.weightDecay(),
        rule.maxGradNorm());
  }
}
