package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.algorithms.rollout.ClippedSurrogate;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
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
 * REINFORCE leave-one-out: each answer is compared with the others to its prompt (Ahmadian et al.
 * 2024, arXiv:2402.14740). The penalty on the divergence from the reference is taken off the reward
 * of the whole answer. Defaults follow TRL's RLOOConfig, but for more answers a prompt.
 */
@Source(
    value =
        "Ahmadian et al. 2024, \"Back to basics: revisiting REINFORCE style optimization for"
            + " learning from human feedback in LLMs\", arXiv:2402.14740, section 2.2",
    differs =
        "further gradient steps on the same answers use ratios and clip them, as TRL's RLOOTrainer;"
            + " more answers a prompt than TRL's default")
public final class Rloo implements OptimizerPlugin<Rloo.Options> {

  /**
   * Options of REINFORCE leave-one-out.
   *
   * @param steps rollout batches in all; the learning rate follows its schedule over these
   * @param prompts prompts a rollout batch
   * @param answers answers to each of them; the others are the baseline of each
   * @param decoding how answers are drawn
   * @param optimizer gradient rule
   * @param klCoefficient what a nat of divergence from the reference takes off the reward
   * @param level whether an answer or a token is one action
   * @param iterations gradient steps on each rollout batch
   * @param clipRatio ratios of later iterations are clipped to 1 -+ this
   */
  public record Options(
      @Option(value = "rollout batches in all", min = 1) int steps,
      @Option(value = "prompts a rollout batch", min = 1) int prompts,
      @Option(value = "answers to each prompt", min = 2) int answers,
      @Option("how answers are drawn") Decoding decoding,
      @Option("gradient rule") AdamW optimizer,
      @Option(value = "what a nat of divergence from the reference takes off the reward", min = 0)
          double klCoefficient,
      @Option(convention = true, value = "whether an answer or a token is one action") Level level,
      @Option(value = "gradient steps on each rollout batch", min = 1) int iterations,
      @Option(
              convention = true,
              value = "ratios of later iterations are clipped to 1 -+ this",
              min = 1e-9)
          double clipRatio) {}

  /** What is one action to {@code rloo}. */
  public enum Level {
    /** A whole answer: all answers weigh the same. */
    SEQUENCE,
    /** A token: all tokens of the step weigh the same, so that long answers weigh more. */
    TOKEN
  }

  /**
   * The loss of REINFORCE leave-one-out (Ahmadian et al. 2024, "Back to basics: revisiting
   * REINFORCE style optimization for learning from human feedback in LLMs", arXiv:2402.14740,
   * section 2.2), in units of the reward. With {@code SEQUENCE} an answer is one action and has one
   * ratio:
   *
   * <pre>
   * r_i = exp(sum_t log pi(y_it) - log pi_old(y_it))
   * L   = 1 / n  sum_i max(-A_i r_i, -A_i clip(r_i, 1 - c, 1 + c))
   * </pre>
   *
   * <p>and with {@code TOKEN} each token has its own, L = 1 / N sum_i sum_t of the same with r_it;
   * n are the answers and N the tokens of the step. At the first gradient step on some answers the
   * ratio is 1 and the gradient of {@code SEQUENCE} that of the paper, -1 / n sum_i A_i grad log
   * pi(y_i). The ratio and its clip for further ones are in TRL's RLOOTrainer and not in the paper.
   *
   * @param level what is one action
   * @param clipRatio c
   */
  record Loss(Level level, double clipRatio) {

    /**
     * This micro-batch's share of the loss.
     *
     * @param logProbs log pi, shape (rows, tokens)
     * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
     * @param advantages A, shape (rows)
     * @param mask shape (rows, tokens)
     * @param denominator n or N
     * @return a scalar
     */
    NDArray of(
        NDArray logProbs,
        NDArray oldLogProbs,
        NDArray advantages,
        NDArray mask,
        double denominator) {
      NDArray logRatios = logProbs.sub(oldLogProbs);
      NDArray losses =
          switch (level) {
            case SEQUENCE -> clipped(Masked.rowSums(logRatios, mask).exp(), advantages).sum();
            case TOKEN -> Masked.sum(clipped(logRatios.exp(), advantages.reshape(-1, 1)), mask);
          };
      return Scalars.times(losses, 1 / denominator);
    }

    private NDArray clipped(NDArray ratios, NDArray advantages) {
      return surrogate().of(ratios, advantages);
    }

    /** What is minimised for each action. */
    ClippedSurrogate surrogate() {
      return new ClippedSurrogate(clipRatio);
    }

    /** Log-ratios of the actions, from those of the tokens. */
    double[][] actions(double[][] tokens) {
      return level == Level.TOKEN
          ? tokens
          : Arrays.stream(tokens)
              .map(row -> new double[] {Arrays.stream(row).sum()})
              .toArray(double[][]::new);
    }
  }

  /**
   * One step of REINFORCE leave-one-out. All but the loss, the gradient and the clipping are about
   * the answers before it.
   *
   * @param rewards of answers
   * @param answers what they were like
   * @param tokenKl from the reference, a token
   * @param loss mean over iterations
   * @param gradNorm mean over iterations
   * @param clipRatio mean over iterations
   * @param learningRate of this step
   */
  public record Step(
      AnswerMetrics.Rewards rewards,
      AnswerMetrics answers,
      @Metric(name = "kl", doc = "mean over tokens of log pi - log ref, nats") double tokenKl,
      @Metric(name = "loss", doc = "clipped surrogate loss, mean over iterations") double loss,
      @Metric(
              name = "grad_norm",
              doc = "Euclidean norm of the gradient before clipping, mean over iterations")
          double gradNorm,
      @Metric(
              name = "clip_ratio/region_mean",
              doc =
                  "share of actions (answers or tokens) whose ratio was clipped, mean over"
                      + " iterations")
          double clipRatio,
      @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "reward %.3f, KL %.2f", rewards.reward(), answers.kl());
    }
  }

  /** For the service loader. */
  public Rloo() {}

  @Override
  public String id() {
    return "rloo";
  }

  @Override
  public String summary() {
    return "REINFORCE with the other answers to a prompt as baseline, and a KL penalty";
  }

  @Override
  public Options defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6).with(AdamW.Schedule.LINEAR, 0);
    return new Options(100, 16, 4, new Decoding(), optimizer, 0.05, Level.SEQUENCE, 1, 0.2);
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
            options.iterations(),
            /* readings= */ 0);
    return new PolicyGradient<>(
        id(), sampling, () -> (policy, answers, rule) -> learn(options, policy, answers, rule));
  }

  private static Step learn(
      Options options, TrainablePolicy policy, Answers answers, AdamWStep rule) {
    Loss loss = new Loss(options.level(), options.clipRatio());
    float[] advantages = Groups.narrow(lessMeanOfOthers(answers, options.klCoefficient()));
    float[][] old = answers.oldLogProbs();
    TrainingBatch batch = answers.batch();
    double denominator =
        options.level() == Level.SEQUENCE ? batch.rows().size() : batch.completionTokens();
    List<UpdateReport> reports = new ArrayList<>();
    List<ClippedSurrogate.Clipped> clipped = new ArrayList<>();
    for (int i = 0; i < options.iterations(); i++) {
      UpdateReport report =
          policy.update(
              batch,
              micro ->
                  loss.of(
                      micro.outputs(),
                      micro.tokens(old),
                      micro.rows(advantages),
                      micro.mask(),
                      denominator),
              rule);
      reports.add(report);
      double[][] logRatios = loss.actions(answers.logRatios(report));
      clipped.add(loss.surrogate().clipped(logRatios, (answer, action) -> advantages[answer]));
    }
    return new Step(
        AnswerMetrics.Rewards.of(answers),
        AnswerMetrics.of(answers.episodes()),
        AnswerMetrics.tokenKl(answers.episodes()),
        reports.stream().mapToDouble(UpdateReport::loss).average().orElseThrow(),
        reports.stream().mapToDouble(UpdateReport::gradNorm).average().orElseThrow(),
        ClippedSurrogate.Clipped.mean(clipped).region(),
        rule.learningRate());
  }

  /** Rewards with the KL penalty, each less the mean of the other answers to its prompt. */
  static double[] lessMeanOfOthers(Answers answers, double klCoefficient) {
    return new Groups(answers.rewards(klCoefficient), answers.perPrompt()).lessMeanOfOthers();
  }
}
