package org.rlhf4j.algorithms.iterated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.algorithms.KeptState;
import org.rlhf4j.algorithms.SftLoss;
import org.rlhf4j.algorithms.iterated.ExpertIterationOptions.From;
import org.rlhf4j.algorithms.rollout.FirstBest;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.algorithms.rollout.Sampled;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
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
 * The loss is {@link SftLoss}.
 *
 * <p>A round is a supervised fine-tuning of its own, with a fresh schedule and fresh moments of
 * AdamW, from the weights that {@link From} names. With the exact reward and enough answers, a
 * round from the start takes the policy to its own best-of-n distribution, two to best of n
 * squared.
 */
final class ExpertIteration implements Optimizer {

  private final ExpertIterationOptions options;
  private final TrainingOptions training;
  private final SftLoss loss = new SftLoss();

  ExpertIteration(ExpertIterationOptions options) {
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
    boolean again = options.from() == From.START && options.rounds() > 1;
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
  private ExpertIterationStep imitate(
      TrainablePolicy policy, Winners winners, List<int[]> batches, int round, int step) {
    List<TokenRow> rows = winners.rows();
    TrainingBatch batch = TrainingBatch.ofRows(TokenRow.pick(rows, batches.get(step)));
    long stepTokens = batch.completionTokens();
    AdamWStep rule = training.optimizer().at(step, batches.size());

    UpdateReport report =
        policy.update(batch, micro -> loss.of(micro.outputs(), micro.mask(), stepTokens), rule);

    return new ExpertIterationStep(
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
