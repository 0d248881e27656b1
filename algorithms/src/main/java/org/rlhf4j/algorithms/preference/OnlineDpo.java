package org.rlhf4j.algorithms.preference;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.TrainingRows;
import org.rlhf4j.algorithms.preference.OnlineDpoOptions.Feedback;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.algorithms.rollout.Sampled;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;

/**
 * Online DPO (Guo et al. 2024, "Direct language model alignment from online AI feedback",
 * arXiv:2402.04792, algorithm 1): each step draws two answers a prompt from the policy as it is,
 * has them compared, and takes one gradient step of {@link DpoLoss} on the pairs. Neither drawing
 * nor comparing is differentiated.
 *
 * <p>Where labels are drawn with Bradley-Terry probabilities of a reward r, the loss rests at ref
 * exp(r / beta), whatever the pairs. With decided labels it does not: a pair always gets the same
 * label, no margin is enough, and the policy goes on towards the best answer for as long as it
 * trains. That is what the paper and TRL do, and steps and learning rate are then the brake.
 */
final class OnlineDpo implements Optimizer {

  private static final int PAIR = 2;

  private final OnlineDpoOptions options;

  OnlineDpo(OnlineDpoOptions options) {
    this.options = options;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PROMPTS, options.feedback() == Feedback.JUDGE ? Need.JUDGE : Need.REWARD);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    long pairs = (long) options.steps() * options.pairs();
    int tokens = options.decoding().maxNewTokens();
    Work asked =
        options.feedback() == Feedback.JUDGE
            ? Work.onOwn(Work.Kind.JUDGE, pairs, tokens)
            : Work.onOwn(Work.Kind.REWARD, PAIR * pairs, tokens);
    return List.of(
        Work.onOwn(Work.Kind.GENERATE, PAIR * pairs, tokens),
        Work.onOwn(Work.Kind.READ, PAIR * pairs, tokens),
        asked,
        Work.onOwn(Work.Kind.LEARN, PAIR * pairs, tokens));
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    // log-probabilities are those of the model, at whatever temperature answers are drawn
    Rollouts rollouts = new Rollouts(task, policy, options.decoding(), 1);
    OnlineLabels labels = new OnlineLabels(task, options.feedback(), options.labels());
    DpoLoss loss = new DpoLoss(options.beta(), 0);
    Steps.of(task.log(), "online-dpo", options.steps(), policy)
        .run(
            step -> {
              List<Sampled> answers = rollouts.sample(step, options.pairs(), PAIR);
              List<TokenRow> rows = answers.stream().map(Sampled::row).toList();
              float[][] reference = task.reference().logProbs(rows, 1.0).toArray(float[][]::new);
              int[] picked = labels.preferredFirst(step, answers);
              PairStep pairs =
                  new PairStep(
                      TrainingRows.pick(rows, picked),
                      Arrays.stream(picked).mapToObj(i -> reference[i]).toArray(float[][]::new));
              AdamWStep rule = options.optimizer().at(step, options.steps());
              double epoch = (step + 1.0) * options.pairs() / task.prompts().size();

              PairReport report = pairs.update(policy, loss, rule, epoch);

              return OnlineDpoStep.of(
                  report, options.beta(), divergence(answers, reference), ended(answers));
            });
    policy.freeze();
    return policy;
  }

  private static double divergence(List<Sampled> answers, float[][] reference) {
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      sum += PairReport.logRatio(answers.get(i).completion().logProbs(), reference[i]);
    }
    return sum / reference.length;
  }

  private static double ended(List<Sampled> answers) {
    return (double) answers.stream().filter(Sampled::ended).count() / answers.size();
  }
}
