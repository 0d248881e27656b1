package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Sample;
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
import org.rlhf4j.api.training.UpdateReport;

/** REINFORCE: the first rung of the ladder, one answer a prompt and one gradient step on it. */
@Source(
    value =
        "Williams 1992, \"Simple statistical gradient-following algorithms for connectionist"
            + " reinforcement learning\", Machine Learning 8, equation 4",
    differs =
        "a whole answer is one action; a penalty on the divergence from the reference is taken off"
            + " its reward")
public final class Reinforce implements OptimizerPlugin<Reinforce.Options> {

  private static final double DECAY = 0.9;

  /**
   * Options of REINFORCE.
   *
   * @param steps rollout batches in all; the learning rate follows its schedule over these
   * @param rollouts answers a rollout batch, one a prompt
   * @param decoding how answers are drawn
   * @param optimizer gradient rule
   * @param klCoefficient what a nat of divergence from the reference takes off the reward
   * @param baseline what a reward is compared with
   * @param baselineDecay share of the old average that stays with {@code MOVING_AVERAGE}
   */
  public record Options(
      @Option(value = "rollout batches in all", min = 1) int steps,
      @Option(value = "answers a rollout batch, one a prompt", min = 1) int rollouts,
      @Option("how answers are drawn") Decoding decoding,
      @Option("gradient rule") AdamW optimizer,
      @Option(value = "what a nat of divergence from the reference takes off the reward", min = 0)
          double klCoefficient,
      @Option(convention = true, value = "what a reward is compared with") Baseline baseline,
      @Option(value = "share of the old average that stays with MOVING_AVERAGE", min = 0, max = 1)
          double baselineDecay) {}

  /** What {@code reinforce} compares a reward with. A learned value is that of {@code ppo}. */
  public enum Baseline {
    /** Nothing: the gradient is right on average, and noisy. */
    NONE,
    /**
     * The mean reward of the step's answers. Since an answer is part of that mean, the expected
     * gradient is (n - 1) / n of the true one, in the same direction.
     */
    BATCH_MEAN,
    /**
     * An exponential moving average of the mean rewards of the steps before. There is none before
     * the first step, which uses its own mean.
     */
    MOVING_AVERAGE
  }

  /**
   * The loss whose gradient is that of REINFORCE (Williams 1992, "Simple statistical
   * gradient-following algorithms for connectionist reinforcement learning", Machine Learning 8,
   * equation 4), with a whole answer as one action:
   *
   * <pre>L = - 1 / n  sum_i A_i sum_t log pi(y_it)</pre>
   *
   * <p>with n the answers of the step and A_i their rewards less a baseline. The value of this loss
   * says nothing; only its gradient has a meaning.
   */
  record Loss() {

    /**
     * This micro-batch's share of the loss.
     *
     * @param logProbs log pi, shape (rows, tokens)
     * @param advantages A, shape (rows)
     * @param mask shape (rows, tokens)
     * @param stepAnswers n
     * @return a scalar
     */
    NDArray of(NDArray logProbs, NDArray advantages, NDArray mask, int stepAnswers) {
      NDArray answers = Masked.rowSums(logProbs, mask);
      return Scalars.times(answers.mul(advantages).sum(), -1.0 / stepAnswers);
    }
  }

  /**
   * One step of REINFORCE. All is as it was before the gradient step.
   *
   * @param reward of answers
   * @param rewardDeviation between answers
   * @param baseline that rewards were compared with
   * @param answers what they were like
   * @param tokenKl from the reference, a token
   * @param loss of the step
   * @param gradNorm before clipping
   * @param learningRate of this step
   */
  public record Step(
      @Metric(name = "reward", doc = "mean reward of the answers, without the KL penalty")
          double reward,
      @Metric(
              name = "reward_std",
              doc = "deviation (n - 1) of the rewards of the answers; NaN for one")
          double rewardDeviation,
      @Metric(name = "baseline", doc = "what the rewards less their KL penalty were compared with")
          double baseline,
      AnswerMetrics answers,
      @Metric(name = "kl", doc = "mean over tokens of log pi - log ref, nats") double tokenKl,
      @Metric(
              name = "loss",
              doc = "mean over answers of -advantage log pi: only its gradient has a meaning")
          double loss,
      @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
          double gradNorm,
      @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "reward %.3f, KL %.2f", reward, answers.kl());
    }
  }

  /** For the service loader. */
  public Reinforce() {}

  @Override
  public String id() {
    return "reinforce";
  }

  @Override
  public String summary() {
    return "REINFORCE against a reward with a KL penalty, with or without a baseline";
  }

  @Override
  public Options defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6).with(AdamW.Schedule.LINEAR, 0);
    return new Options(100, 64, new Decoding(), optimizer, 0.05, Baseline.MOVING_AVERAGE, DECAY);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    Rollouts.requireSampling(id(), options.decoding());
    if (options.baseline() == Baseline.BATCH_MEAN && options.rollouts() == 1) {
      throw new UserException(
          "reinforce with baseline BATCH_MEAN learns nothing from a single answer a step; set"
              + " rollouts above 1 or baseline to MOVING_AVERAGE");
    }
    if (options.baseline() != Baseline.MOVING_AVERAGE && options.baselineDecay() != DECAY) {
      throw new UserException(
          "reinforce has no use for baselineDecay "
              + options.baselineDecay()
              + " with baseline "
              + options.baseline()
              + "; set baseline to MOVING_AVERAGE or leave baselineDecay out");
    }
    PolicyGradient.Sampling sampling =
        new PolicyGradient.Sampling(
            options.steps(),
            options.rollouts(),
            /* answers= */ 1,
            options.decoding(),
            options.optimizer(),
            /* passes= */ 1,
            /* readings= */ 0);
    return new PolicyGradient<>(
        id(), sampling, () -> new Learning(options, new MovingAverage(options.baselineDecay())));
  }

  /** Compares rewards with a baseline, which may remember those of earlier steps. */
  record Learning(Options options, MovingAverage average) implements PolicyGradient.Learning<Step> {

    @Override
    public List<Stateful> state() {
      return List.of(average);
    }

    @Override
    public Step learn(TrainablePolicy policy, Answers answers, AdamWStep rule) {
      double[] rewards = answers.rewards(options.klCoefficient());
      double baseline = baseline(rewards);
      average.add(Groups.mean(rewards));
      float[] advantages = Groups.narrow(Arrays.stream(rewards).map(r -> r - baseline).toArray());
      Loss loss = new Loss();
      UpdateReport report =
          policy.update(
              answers.batch(),
              micro ->
                  loss.of(micro.outputs(), micro.rows(advantages), micro.mask(), rewards.length),
              rule);
      Sample scores = Sample.of(answers.rewards(0));
      return new Step(
          Groups.mean(answers.rewards(0)),
          scores.standardDeviation(),
          baseline,
          AnswerMetrics.of(answers.episodes()),
          AnswerMetrics.tokenKl(answers.episodes()),
          report.loss(),
          report.gradNorm(),
          rule.learningRate());
    }

    double baseline(double[] rewards) {
      return switch (options.baseline()) {
        case NONE -> 0;
        case BATCH_MEAN -> Groups.mean(rewards);
        case MOVING_AVERAGE -> average.or(Groups.mean(rewards));
      };
    }
  }

  /**
   * An exponential moving average: m becomes d m + (1 - d) x with each new x. It starts at the
   * first x.
   */
  static final class MovingAverage implements Stateful {

    private final double decay;
    private boolean started;
    private double mean;

    /**
     * @param decay d
     */
    MovingAverage(double decay) {
      this.decay = decay;
    }

    /** The average so far; the given number if there is none. */
    double or(double first) {
      return started ? mean : first;
    }

    void add(double x) {
      mean = started ? decay * mean + (1 - decay) * x : x;
      started = true;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
      out.writeBoolean(started);
      out.writeDouble(mean);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      started = in.readBoolean();
      mean = in.readDouble();
    }
  }
}
