package org.rlhf4j.algorithms.iterated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.algorithms.KeptState;
import org.rlhf4j.algorithms.rollout.FirstBest;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.algorithms.rollout.Sampled;
import org.rlhf4j.algorithms.supervised.Sft;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.api.training.UpdateReport;

/**
 * Expert iteration: the policy answers each prompt n times, the answers that a reward likes best
 * are imitated, and so on for some rounds (the idea is that of Anthony et al. 2017, "Thinking fast
 * and slow with deep learning and tree search", arXiv:1705.08439; with best-of-n as the expert,
 * AlpacaFarm, Dubois et al. 2023, arXiv:2305.14387). Among equally good answers the first one wins.
 * The loss is {@link Sft.Loss}.
 *
 * <p>A round is a supervised fine-tuning of its own, with a fresh schedule and fresh moments of
 * AdamW, from the weights that {@link Options.From} names. With the exact reward and enough
 * answers, a round from the start takes the policy to its own best-of-n distribution, two to best
 * of n squared.
 */
@Source(
    value =
        "Anthony et al. 2017, \"Thinking fast and slow with deep learning and tree search\","
            + " arXiv:1705.08439",
    differs = "the expert is best-of-n and no tree search")
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387",
    differs = "several rounds")
@Source(
    "Singh et al. 2023 (ReST-EM), arXiv:2312.06585, for from start; Dong et al. 2023 (RAFT),"
        + " arXiv:2304.06767, for from current")
public final class ExpertIteration implements OptimizerPlugin<ExpertIteration.Options> {

  /**
   * Options of expert iteration.
   *
   * @param rounds how often answers are drawn and imitated
   * @param n answers to each prompt, of which the best is imitated
   * @param prompts prompts a round, one winner each; with more than there are, prompts come again
   * @param from the weights that learn in a round
   * @param decoding how answers are drawn
   * @param training how a round passes over its winners; schedules begin anew in each round
   */
  public record Options(
      @Option(value = "how often answers are drawn and imitated", min = 1) int rounds,
      @Option(value = "answers to each prompt, of which the best is imitated", min = 1) int n,
      @Option(value = "prompts a round, one winner each; 0 for all once", min = 0) int prompts,
      @Option(
              convention = true,
              value = "the weights that learn in a round; the newest always answer")
          From from,
      @Option("how answers are drawn") Decoding decoding,
      @Option("how a round passes over its winners") TrainingOptions training) {

    /** The weights that learn in a round. */
    public enum From {
      /**
       * Those of the policy before the first round, as in ReST-EM (Singh et al. 2023,
       * arXiv:2312.06585): what early rounds learned lives on in the answers alone.
       */
      START,
      /** Those of the round before, as in RAFT (Dong et al. 2023, arXiv:2304.06767). */
      CURRENT
    }
  }

  /**
   * One gradient step of expert iteration.
   *
   * @param loss before the step
   * @param gradNorm before clipping
   * @param learningRate of this step
   * @param scores of all answers that the round drew
   * @param bestScores of those that it imitates
   * @param round from 1
   * @param episode answers drawn so far
   * @param epoch passes over the round's winners so far
   */
  public record Step(
      @Metric(
              name = "loss",
              doc = "-sum of log pi over the completion tokens of the step / their number, in nats")
          double loss,
      @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
          double gradNorm,
      @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
      @Metric(
              name = "objective/scores",
              doc = "mean reward of all answers that were drawn in this round")
          double scores,
      @Metric(
              name = "objective/best_scores",
              doc = "mean reward of the best of n answers to each prompt of this round")
          double bestScores,
      @Metric(name = "round", doc = "number of the round, from 1") int round,
      @Metric(name = "episode", doc = "answers drawn so far, in all rounds") long episode,
      @Metric(name = "epoch", doc = "winners seen so far in this round / winners of this round")
          double epoch)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "round %d, scores %.3f, loss %.4f", round, scores, loss);
    }
  }

  /** For the service loader. */
  public ExpertIteration() {}

  @Override
  public String id() {
    return "expert-iteration";
  }

  @Override
  public String summary() {
    return "imitates the best of n of its own answers to each prompt, for some rounds";
  }

  @Override
  public Options defaults() {
    AdamW optimizer = AdamW.withLearningRate(2e-5).with(AdamW.Schedule.LINEAR, 0);
    TrainingOptions training = TrainingOptions.of(8, 1, optimizer);
    return new Options(3, 16, 0, Options.From.START, new Decoding(), training);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    if (options.decoding().temperature() == 0) {
      throw new UserException(
          "expert-iteration needs answers that differ: decoding.temperature must be above 0, got 0"
              + " (greedy)");
    }
    return new Training(options);
  }

  private static final class Training implements Optimizer {

    private final Options options;
    private final TrainingOptions training;
    private final Sft.Loss loss = new Sft.Loss();

    Training(Options options) {
      this.options = options;
      this.training = options.training();
    }

    @Override
    public Set<Need> needs() {
      return Set.of(Need.PROMPTS, Need.REWARD);
    }

    @Override
    public List<Work> work(Work.Amounts amounts) {
      int prompts = options.prompts() == 0 ? amounts.prompts() : options.prompts();
      long answers = (long) options.rounds() * prompts * options.n();
      int tokens = options.decoding().maxNewTokens();
      return List.of(
          Work.onOwn(Work.Kind.GENERATE, answers, tokens),
          Work.onOwn(Work.Kind.REWARD, answers, tokens),
          Work.onOwn(Work.Kind.LEARN, options.rounds() * training.seen(prompts), tokens));
    }

    @Override
    public Policy optimize(OptimizationTask task) {
      TrainablePolicy policy = task.start();
      Rollouts rollouts = new Rollouts(task, policy, options.decoding(), 1);
      Winners winners = new Winners();
      int prompts = options.prompts() == 0 ? task.prompts().size() : options.prompts();
      List<List<int[]>> batches =
          IntStream.range(0, options.rounds())
              .mapToObj(r -> training.steps(prompts, task.random().child("shuffle").child(r)))
              .toList();
      int stepsPerRound = batches.get(0).size();
      boolean again = options.from() == Options.From.START && options.rounds() > 1;
      try (KeptState start = again ? KeptState.of(policy) : null) {
        Steps.of(task.log(), "expert-iteration", options.rounds() * stepsPerRound, policy, winners)
            .run(
                step -> {
                  int round = step / stepsPerRound;
                  if (step % stepsPerRound == 0) {
                    winners.replace(draw(task, rollouts, round, prompts));
                    if (round > 0) {
                      startRound(policy, start);
                    }
                  }
                  return imitate(policy, winners, batches.get(round), round, step % stepsPerRound);
                });
      }
      policy.freeze();
      return policy;
    }

    /** The best answer to each prompt of a round. */
    private List<Winners.Winner> draw(
        OptimizationTask task, Rollouts rollouts, int round, int prompts) {
      int n = options.n();
      List<Sampled> samples = rollouts.sample(round, prompts, n);
      double[] scores = task.requireReward().score(Sampled.responses(samples));
      int[] best = FirstBest.ofEach(scores, n);
      List<Winners.Winner> winners = new ArrayList<>();
      for (int p = 0; p < prompts; p++) {
        Sampled sampled = samples.get(best[p]);
        TokenRow row =
            training.lengths().row(task.start(), sampled.prompt(), sampled.completion().answer());
        double mean = Arrays.stream(scores, p * n, (p + 1) * n).average().orElseThrow();
        winners.add(new Winners.Winner(row, scores[best[p]], mean));
      }
      return winners;
    }

    private static void startRound(TrainablePolicy policy, @Nullable KeptState start) {
      if (start == null) {
        policy.freeze(); // fresh moments
      } else {
        start.restore(policy);
      }
    }

    /** One gradient step on winners. */
    private Step imitate(
        TrainablePolicy policy, Winners winners, List<int[]> batches, int round, int step) {
      List<TokenRow> rows = winners.rows();
      TrainingBatch batch = TrainingBatch.ofRows(TokenRow.pick(rows, batches.get(step)));
      long stepTokens = batch.completionTokens();
      AdamWStep rule = training.optimizer().at(step, batches.size());

      UpdateReport report =
          policy.update(batch, micro -> loss.of(micro.outputs(), micro.mask(), stepTokens), rule);

      return new Step(
          report.loss(),
          report.gradNorm(),
          rule.learningRate(),
          winners.meanScoreOfDraws(),
          winners.meanScore(),
          round + 1,
          (round + 1L) * rows.size() * options.n(),
          (double) TrainingOptions.seen(batches, step) / rows.size());
    }
  }
}
