package org.rlhf4j.algorithms.ppo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * One PPO step: a rollout batch and all gradient steps on it. Those named {@code _avg} are averages
 * over the gradient steps; all others are about the rollouts, before the first of them.
 *
 * <p>The names are those of TRL (huggingface/trl 1.9, {@code experimental/ppo/ppo_trainer.py},
 * lines 882 to 905). Where it averages over padding too, we average over real tokens alone: those
 * of its numbers depend on how long the longest answer is.
 *
 * @param kl estimate of KL(pi || ref)
 * @param entropy estimate of the entropy of answers
 * @param klCoefficient weight of the KL penalty
 * @param nonScoreReward what the KL penalty took off
 * @param rlhfReward score and penalty together
 * @param scores rewards of answers
 * @param length of answers
 * @param eosTokens answers that ended by themselves
 * @param policyLoss of the policy
 * @param ptxLoss of the demonstrations
 * @param valueLoss of the value model
 * @param approxKl movement of the policy since the rollout
 * @param startApproxKl the same at the first gradient step
 * @param clipFraction tokens whose ratio was clipped
 * @param valueClipFraction tokens whose value was clipped
 * @param ratio of probabilities to those of the rollout
 * @param ratioVariance between gradient steps
 * @param policyGradNorm before clipping
 * @param valueGradNorm before clipping
 * @param learningRate of the policy
 * @param episode answers so far
 */
public record PpoStep(
    @Metric(
            name = "objective/kl",
            doc = "mean over rollouts of the sum over tokens of log pi - log ref, nats")
        double kl,
    @Metric(
            name = "objective/entropy",
            doc =
                "mean over rollouts of the sum over tokens of -log pi, nats; TRL's takes 1 off for"
                    + " each place that is padded")
        double entropy,
    @Metric(name = "objective/kl_coef", doc = "beta, the weight of the KL penalty in this step")
        double klCoefficient,
    @Metric(
            name = "objective/non_score_reward",
            doc =
                "mean over rollouts of -beta times the summed KL estimates; 0 for klPlacement LOSS")
        double nonScoreReward,
    @Metric(name = "objective/rlhf_reward", doc = "objective/scores + objective/non_score_reward")
        double rlhfReward,
    @Metric(
            name = "objective/scores",
            doc = "mean reward of the answers, after the rule for missing end-of-sequence")
        double scores,
    @Metric(
            name = "completions/mean_length",
            doc = "mean tokens of an answer, end-of-sequence included")
        double length,
    @Metric(
            name = "val/num_eos_tokens",
            doc =
                "answers that ended with end-of-sequence; TRL counts the tokens, pads that are the"
                    + " same token included")
        long eosTokens,
    @Metric(
            name = "loss/policy_avg",
            doc = "clipped surrogate loss, and the KL penalty for klPlacement LOSS")
        double policyLoss,
    @Metric(
            name = "loss/ptx_avg",
            doc =
                "mean over tokens of -log pi of the demonstrations, without its coefficient, nats;"
                    + " NaN without demonstrations")
        double ptxLoss,
    @Metric(
            name = "loss/value_avg",
            doc = "half the clipped squared error of the value model, without its coefficient")
        double valueLoss,
    @Metric(
            name = "policy/approxkl_avg",
            doc =
                "mean over tokens of (log pi - log pi of the rollout)^2 / 2, nats; TRL's counts"
                    + " padding as 0")
        double approxKl,
    @Metric(
            name = "policy/approxkl_start",
            doc =
                "the same at the first gradient step: 0 but for rounding, or else sampler and"
                    + " trainer disagree on log-probabilities")
        double startApproxKl,
    @Metric(
            name = "policy/clipfrac_avg",
            doc =
                "share of tokens whose clipped loss is the greater one, as TRL's; that of N+ counts"
                    + " padding")
        double clipFraction,
    @Metric(
            name = "val/clipfrac_avg",
            doc = "share of value steps whose clipped error is the greater one")
        double valueClipFraction,
    @Metric(
            name = "val/ratio",
            doc = "mean over tokens of pi / pi of the rollout; TRL's counts padding as 1")
        double ratio,
    @Metric(
            name = "val/ratio_var",
            doc =
                "variance of that mean between gradient steps (n - 1), NaN for a single one; TRL's"
                    + " is between micro-batches")
        double ratioVariance,
    @Metric(
            name = "policy/grad_norm_avg",
            doc = "Euclidean norm of the policy's gradient before clipping")
        double policyGradNorm,
    @Metric(
            name = "value/grad_norm_avg",
            doc = "Euclidean norm of the value model's gradient before clipping")
        double valueGradNorm,
    @Metric(name = "lr", doc = "learning rate of the policy in this step") double learningRate,
    @Metric(name = "episode", doc = "rollouts so far") long episode)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "score %.3f, KL %.2f", scores, kl);
  }

  /**
   * The step's numbers.
   *
   * @param episodes its rollouts
   * @param updates its gradient steps, in order
   * @param klCoefficient weight of the KL penalty in this step
   * @param learningRate of the policy
   * @param episode rollouts so far
   */
  static PpoStep of(
      List<Episode> episodes,
      List<Update> updates,
      PpoConventions conventions,
      double klCoefficient,
      double learningRate,
      long episode) {
    double scores = mean(episodes, Episode::score);
    double nonScore =
        -mean(episodes, e -> e.logRatios().map(lr -> conventions.penalty(lr, klCoefficient)).sum());
    Sample ratios = Sample.of(updates.stream().mapToDouble(Update::ratio).toArray());
    return new PpoStep(
        mean(episodes, e -> e.logRatios().sum()),
        -mean(episodes, Episode::logProb),
        klCoefficient,
        nonScore,
        scores + nonScore,
        scores,
        mean(episodes, Episode::tokens),
        episodes.stream().filter(Episode::ended).count(),
        mean(updates, Update::policyLoss),
        mean(updates, Update::ptxLoss),
        mean(updates, Update::valueLoss),
        mean(updates, Update::approxKl),
        updates.get(0).approxKl(),
        mean(updates, Update::clipFraction),
        mean(updates, Update::valueClipFraction),
        ratios.mean(),
        ratios.standardDeviation() * ratios.standardDeviation(),
        mean(updates, Update::policyGradNorm),
        mean(updates, Update::valueGradNorm),
        learningRate,
        episode);
  }

  private static <T> double mean(List<T> items, ToDoubleFunction<T> number) {
    return items.stream().mapToDouble(number).average().orElseThrow();
  }

  /**
   * What one gradient step of policy and value model looked like, in double precision.
   *
   * @param policyLoss as it was minimised, less the part of demonstrations
   * @param ptxLoss mean over tokens of -log pi of the demonstrations; NaN without any
   * @param valueLoss without its coefficient
   * @param approxKl mean over tokens of half the squared log-ratio to the rollout's policy
   * @param clipFraction share of tokens whose clipped loss is the greater one
   * @param valueClipFraction share of value steps whose clipped error is the greater one
   * @param ratio mean over tokens of the probability ratio
   * @param policyGradNorm before clipping
   * @param valueGradNorm before clipping
   */
  record Update(
      double policyLoss,
      double ptxLoss,
      double valueLoss,
      double approxKl,
      double clipFraction,
      double valueClipFraction,
      double ratio,
      double policyGradNorm,
      double valueGradNorm) {

    /**
     * The numbers of a gradient step.
     *
     * @param policy reports of the answers, and of demonstrations where there were some
     */
    static Update of(
        PpoTraining.Batch batch,
        List<UpdateReport> policy,
        UpdateReport value,
        PpoConventions conventions) {
      UpdateReport answers = policy.get(0);
      double[][] logRatios = Episode.logRatios(answers.outputs(), batch.logProbs());
      Ppo.PolicyLoss policyLoss = new Ppo.PolicyLoss(conventions.clipRatio());
      Ppo.ValueLoss valueLoss = new Ppo.ValueLoss(conventions.clipValue());
      double clipped = 0;
      long steps = 0;
      for (int i = 0; i < batch.values().length; i++) {
        for (int t = 0; t < batch.values()[i].length; t++) {
          float now = value.outputs()[i][t];
          clipped += valueLoss.clips(now, batch.values()[i][t], batch.returns()[i][t]) ? 1 : 0;
          steps++;
        }
      }
      return new Update(
          answers.loss(),
          policy.size() == 1 ? Double.NaN : policy.get(1).loss() / conventions.ptxCoefficient(),
          value.loss() / conventions.valueCoefficient(),
          mean(logRatios, lr -> lr * lr / 2),
          policyLoss.surrogate().clipped(logRatios, (i, t) -> batch.advantages()[i][t]).region(),
          clipped / steps,
          mean(logRatios, Math::exp),
          answers.gradNorm(),
          value.gradNorm());
    }

    private static double mean(double[][] numbers, DoubleUnaryOperator of) {
      return Arrays.stream(numbers).flatMapToDouble(Arrays::stream).map(of).average().orElseThrow();
    }
  }
}
