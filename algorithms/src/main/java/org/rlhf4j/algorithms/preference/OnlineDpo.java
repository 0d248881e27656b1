package org.rlhf4j.algorithms.preference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.algorithms.rollout.Sampled;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.pairs.PairBatch;
import org.rlhf4j.api.pairs.PairReport;
import org.rlhf4j.api.pairs.Pairs.Scale;
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

/**
 * Online DPO: each step draws two answers per prompt from the policy as it is, has them compared,
 * and takes one gradient step of {@link Dpo.Loss} on the pairs. Neither drawing nor comparing is
 * differentiated.
 *
 * <p>Where labels are drawn with Bradley-Terry probabilities of a reward r, the loss rests at ref
 * exp(r / beta), whatever the pairs. With decided labels it does not: a pair always gets the same
 * label, no margin is enough, and the policy moves towards the best answer for as long as it
 * trains. That is what the paper and TRL do; only steps and learning rate limit it.
 */
@Source(
    value =
        "Guo et al. 2024, \"Direct language model alignment from online AI feedback\","
            + " arXiv:2402.04792, algorithm 1",
    differs =
        "with labels drawn, which the paper has not, the loss has a resting point: ref exp(r /"
            + " beta)")
public final class OnlineDpo implements OptimizerPlugin<OnlineDpo.Options> {

  /** Who compares two answers. */
  public enum Feedback {
    /** The judge of the spec's {@code feedback}. */
    JUDGE,
    /**
     * The spec's {@code reward}, which prefers the first answer with probability 1 / (1 +
     * exp(second score - first score)), as in the Bradley-Terry model.
     */
    REWARD
  }

  /** How the probability that the first answer is preferred becomes a label. */
  public enum Labels {
    /** The more probable label; a tie gives none. */
    DECIDED,
    /** A label drawn with that probability. */
    DRAWN
  }

  /**
   * Options of online DPO.
   *
   * @param steps gradient steps in all; the learning rate follows its schedule over these
   * @param pairs prompts per step, with a pair of answers each
   * @param decoding how answers are drawn
   * @param feedback who compares the answers of a pair
   * @param labels how a comparison becomes a label
   * @param beta strength of the tie to the reference; a reward of 1 is worth 1 / beta nats
   * @param optimizer gradient rule and learning rate
   */
  public record Options(
      @Option(value = "gradient steps in all", min = 1) int steps,
      @Option(value = "prompts per step, with a pair of answers each", min = 1) int pairs,
      @Option("how answers are drawn") Decoding decoding,
      @Option("who compares the answers of a pair") Feedback feedback,
      @Option(convention = true, value = "how a comparison becomes a label") Labels labels,
      @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
      @Option("gradient rule and learning rate") AdamW optimizer) {}

  /**
   * One step. All is as it was before the gradient step; means over pairs are NaN where no pair was
   * labelled.
   *
   * @param loss of the step
   * @param pairs what every method on pairs logs
   * @param kl mean over answers
   * @param ended share of answers
   * @param labelledPairs pairs that the step learned from
   * @param epoch passes over the prompts so far
   */
  public record Step(
      @Metric(
              name = "loss",
              doc =
                  "mean over labelled pairs of -log sigmoid(reward of chosen - reward of rejected),"
                      + " nats")
          double loss,
      PairReport.Metrics pairs,
      @Metric(
              name = "objective/kl",
              doc =
                  "mean over the step's answers of log pi - log ref: estimates KL(pi || ref), nats")
          double kl,
      @Metric(
              name = "val/contain_eos_token",
              doc = "share of the step's answers that ended by themselves")
          double ended,
      @Metric(
              name = "labelled_pairs",
              doc =
                  "pairs of different answers of which one was preferred, out of the step's pairs")
          int labelledPairs,
      @Metric(name = "epoch", doc = "prompts answered so far / prompts in the data") double epoch)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f", loss, pairs.accuracy());
    }
  }

  /** For the service loader. */
  public OnlineDpo() {}

  @Override
  public String id() {
    return "online-dpo";
  }

  @Override
  public String summary() {
    return "dpo on pairs that the policy draws as it trains, labelled by a judge or a reward";
  }

  @Override
  public Options defaults() {
    AdamW rule = AdamW.withLearningRate(5e-7).with(AdamW.Schedule.LINEAR, 0); // TRL's rate
    return new Options(100, 32, new Decoding(), Feedback.JUDGE, Labels.DECIDED, 0.1, rule);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    if (options.decoding().temperature() == 0) {
      throw new UserException(
          "online-dpo needs answers that differ: decoding.temperature must be above 0, got 0"
              + " (greedy)");
    }
    return new Training(options);
  }

  private record Training(Options options) implements Optimizer {

    private static final int PAIR = 2;

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
      double beta = options.beta();
      Dpo.Loss loss = new Dpo.Loss(beta, 0);
      Steps.of(task.log(), "online-dpo", options.steps(), policy)
          .run(
              step -> {
                List<Sampled> answers = rollouts.sample(step, options.pairs(), PAIR);
                List<TokenRow> rows = answers.stream().map(Sampled::row).toList();
                float[][] reference = task.reference().logProbs(rows, 1.0).toArray(float[][]::new);
                int[] picked = labels.preferredFirst(step, answers);
                PairBatch batch =
                    new PairBatch(
                        TokenRow.pick(rows, picked),
                        Arrays.stream(picked).mapToObj(i -> reference[i]).toArray(float[][]::new));
                AdamWStep rule = options.optimizer().at(step, options.steps());
                double epoch = (step + 1.0) * options.pairs() / task.prompts().size();

                PairReport report = batch.update(policy, loss, rule, epoch);

                return new Step(
                    report.loss(),
                    report.metrics(Scale.SUM, row -> beta * report.logRatio(row)),
                    divergence(answers, reference),
                    ended(answers),
                    report.pairs(),
                    report.epoch());
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
}
