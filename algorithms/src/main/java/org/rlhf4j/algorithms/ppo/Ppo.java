package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.Padding;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueHead;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueStart;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * Proximal policy optimisation of a language model (Schulman et al. 2017, arXiv:1707.06347; for
 * language models Ziegler et al. 2019, arXiv:1909.08593, and Stiennon et al. 2020,
 * arXiv:2009.01325). A token is an action, the text so far the state, an answer an episode. {@link
 * #step} is one step from top to bottom.
 */
final class Ppo implements Optimizer {

  private final PpoOptions options;
  private final PpoConventions conventions;
  private final Decoding decoding;
  private final double temperature;

  Ppo(PpoOptions options) {
    this.options = options;
    this.conventions = options.effective();
    this.decoding = options.decoding();
    this.temperature = conventions.temperatureInLogProbs() ? decoding.temperature() : 1;
  }

  @Override
  public Set<Need> needs() {
    return conventions.ptxCoefficient() > 0
        ? Set.of(Need.PROMPTS, Need.REWARD, Need.DEMONSTRATIONS)
        : Set.of(Need.PROMPTS, Need.REWARD);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    long answers = (long) options.steps() * options.rollouts();
    List<Work> work = new ArrayList<>(Rollouts.work(answers, decoding, conventions.epochs()));
    int tokens = decoding.maxNewTokens();
    work.add(Work.onOwn(Work.Kind.READ, answers, tokens)); // values
    work.add(Work.onOwn(Work.Kind.LEARN_SCALAR, answers * conventions.epochs(), tokens));
    if (conventions.ptxCoefficient() > 0) {
      long updates = (long) options.steps() * conventions.epochs() * conventions.minibatches();
      work.add(Work.on(Work.Kind.LEARN, Work.Rows.DEMONSTRATIONS, updates * options.ptxBatch()));
    }
    return work;
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    Rollouts rollouts = new Rollouts(task, policy, decoding, temperature);
    task.log()
        .note(
            "conventions of preset " + options.presetInWords() + ", with the changes of the spec:");
    ConventionsInWords.lines(conventions).forEach(line -> task.log().note("  " + line));
    Demonstrations demonstrations = Demonstrations.of(task, options);
    KlController kl = new KlController(conventions);
    try (ScalarModel valueModel = newValueModel(task)) {
      Steps.of(task.log(), "ppo", options.steps(), policy, valueModel, kl)
          .run(step -> step(task, rollouts, demonstrations, valueModel, kl, step));
    }
    policy.freeze();
    return policy;
  }

  /** One step: roll out, score, estimate advantages, and a few gradient steps on the result. */
  private PpoStep step(
      OptimizationTask task,
      Rollouts rollouts,
      Demonstrations demonstrations,
      ScalarModel valueModel,
      KlController kl,
      int step) {
    TrainablePolicy policy = task.start();
    double beta = kl.coefficient();
    List<Episode> episodes =
        rollouts.episodes(step, options.rollouts(), 1).stream()
            .map(e -> e.withScore(conventions.score(e.score(), e.ended())))
            .toList();
    PpoBatch batch = batch(episodes, valueModel, beta, policy.contextLength());
    AdamWStep policyRule = options.policyOptimizer().at(step, options.steps());
    AdamWStep valueRule = options.valueOptimizer().at(step, options.steps());
    RandomStream shuffle = task.random().child("shuffle").child(step);
    List<GradientStepStats> stats = new ArrayList<>();
    for (int epoch = 0; epoch < conventions.epochs(); epoch++) {
      int[] order = shuffle.child(epoch).permutation(episodes.size());
      for (int part = 0; part < conventions.minibatches(); part++) {
        PpoBatch mini = batch.pick(part(order, part, conventions.minibatches()));
        int update = (step * conventions.epochs() + epoch) * conventions.minibatches() + part;
        PpoMix mix = new PpoMix(mini, demonstrations.of(update));
        UpdateReport policyReport = updatePolicy(policy, mix, beta, policyRule);
        UpdateReport valueReport = updateValue(valueModel, mini, valueRule);
        stats.add(GradientStepStats.of(mix, policyReport, valueReport, conventions));
      }
    }
    long answers = (step + 1L) * options.rollouts();
    PpoStep found =
        PpoStep.of(episodes, stats, conventions, beta, policyRule.learningRate(), answers);
    kl.observe(found.kl(), episodes.size());
    return found;
  }

  /**
   * Rewards of tokens, values, advantages and returns of the episodes.
   *
   * @param beta weight of the KL penalty
   */
  PpoBatch batch(List<Episode> episodes, ScalarModel valueModel, double beta, int contextLength) {
    int n = episodes.size();
    List<TokenRow> rows = episodes.stream().map(Episode::row).toList();
    List<TokenRow> valueRows = episodes.stream().map(e -> valueRow(e, contextLength)).toList();
    float[][] values = valueModel.read(valueRows, Readout.BEFORE_EACH_TOKEN);
    double[][] rewards = new double[n][];
    for (int i = 0; i < n; i++) {
      rewards[i] = rewards(episodes.get(i), values[i].length, beta);
    }
    rewards = conventions.whitenRewards().of(rewards, conventions.variance());
    Gae gae = new Gae(conventions.gamma(), conventions.lambda());
    double[][] advantages = new double[n][];
    double[][] returns = new double[n][];
    for (int i = 0; i < n; i++) {
      Gae.Estimate estimate = gae.of(rewards[i], values[i]);
      returns[i] = estimate.returns();
      advantages[i] = estimate.advantages();
    }
    // A step after the last token, where there is one, chooses nothing.
    if (conventions.padding() == Padding.IGNORED) {
      advantages = ofTokens(advantages, episodes);
    }
    advantages = conventions.whitenAdvantages().of(advantages, conventions.variance());
    advantages = ofTokens(advantages, episodes);
    return new PpoBatch(
        rows,
        episodes.stream().map(Episode::logProbs).toArray(float[][]::new),
        episodes.stream().map(Episode::referenceLogProbs).toArray(float[][]::new),
        PpoBatch.narrow(advantages),
        valueRows,
        values,
        PpoBatch.narrow(returns));
  }

  private static double[][] ofTokens(double[][] steps, List<Episode> episodes) {
    double[][] ofTokens = new double[steps.length][];
    Arrays.setAll(ofTokens, i -> Arrays.copyOf(steps[i], episodes.get(i).tokens()));
    return ofTokens;
  }

  /**
   * The row whose steps the value model sees: with one more where the score has its own step, and
   * all up to the limit where padding counts.
   */
  private TokenRow valueRow(Episode episode, int contextLength) {
    TokenRow row = episode.row();
    int tokens = episode.tokens();
    int limit = Math.min(decoding.maxNewTokens(), contextLength - row.prompt().length);
    int steps = conventions.padding() == Padding.COUNTED ? limit : terminal(episode, limit) + 1;
    if (steps <= tokens) {
      return row;
    }
    // A value is read before its token, so the first of them stands for none.
    int[] longer = Arrays.copyOf(row.completion(), steps);
    Arrays.fill(longer, tokens, steps, row.completion()[tokens - 1]);
    return new TokenRow(row.prompt(), longer);
  }

  /**
   * The step that carries the score.
   *
   * @param limit steps of the longest episode with this prompt
   */
  private int terminal(Episode episode, int limit) {
    int tokens = episode.tokens();
    boolean after =
        conventions.terminalIndex() == TerminalIndex.AFTER_LAST_TOKEN
            && episode.ended()
            && tokens < limit;
    return after ? tokens : tokens - 1;
  }

  /** The KL penalty at each token, and the score at its step. */
  private double[] rewards(Episode episode, int steps, double beta) {
    double[] penalties = episode.logRatios().map(lr -> conventions.penalty(lr, beta)).toArray();
    double[] rewards = new double[steps];
    for (int t = 0; t < penalties.length; t++) {
      rewards[t] = -penalties[t];
    }
    rewards[terminal(episode, steps)] += episode.score();
    return rewards;
  }

  private UpdateReport updatePolicy(
      TrainablePolicy policy, PpoMix mix, double beta, AdamWStep rule) {
    PpoPolicyLoss surrogate = new PpoPolicyLoss(conventions.clipRatio());
    KlLoss kl = new KlLoss(conventions.klEstimator(), beta);
    PtxLoss ptx = new PtxLoss(conventions.ptxCoefficient());
    float[][] old = mix.withZeros(mix.answers().logProbs());
    float[][] reference = mix.withZeros(mix.answers().referenceLogProbs());
    float[][] advantages = mix.withZeros(mix.answers().advantages());
    double n = denominator(mix.answers().rows());
    return policy.update(
        new TrainingBatch(mix.rows(), 1, temperature),
        micro -> {
          NDArray logProbs = micro.outputs();
          NDArray mask = mix.answerMask(micro);
          NDArray loss =
              surrogate.of(logProbs, micro.tokens(old), micro.tokens(advantages), mask, n);
          if (conventions.klPlacement() == KlPlacement.LOSS) {
            loss = loss.add(kl.of(logProbs, micro.tokens(reference), mask, n));
          }
          if (!mix.demonstrations().isEmpty()) {
            NDArray shown = mix.demonstrationMask(micro);
            loss = loss.add(ptx.of(logProbs, shown, mix.demonstrationTokens()));
          }
          return loss;
        },
        rule);
  }

  private UpdateReport updateValue(ScalarModel valueModel, PpoBatch mini, AdamWStep rule) {
    PpoValueLoss loss = new PpoValueLoss(conventions.clipValue());
    TrainingBatch batch = TrainingBatch.ofRows(mini.valueRows());
    double n = denominator(batch.rows());
    return valueModel.update(
        batch,
        Readout.BEFORE_EACH_TOKEN,
        micro ->
            Scalars.times(
                loss.of(
                    micro.outputs(),
                    micro.tokens(mini.values()),
                    micro.tokens(mini.returns()),
                    micro.mask(),
                    n),
                conventions.valueCoefficient()),
        rule);
  }

  private double denominator(List<TokenRow> rows) {
    return conventions.lossDenominator() == LossDenominator.TOKENS
        ? rows.stream().mapToLong(row -> row.completion().length).sum()
        : (double) rows.size() * decoding.maxNewTokens();
  }

  /** One of several nearly equal parts. */
  private static int[] part(int[] order, int part, int parts) {
    return Arrays.copyOfRange(
        order, part * order.length / parts, (part + 1) * order.length / parts);
  }

  private ScalarModel newValueModel(OptimizationTask task) {
    ScalarModel model = startOfValueModel(task);
    if (conventions.valueHead() == ValueHead.KEEP) {
      return model;
    }
    try (model) {
      return model.copyWithZeroHead();
    }
  }

  private ScalarModel startOfValueModel(OptimizationTask task) {
    Optional<ScalarModel> ofReward =
        conventions.valueStart() == ValueStart.REWARD
            ? NeuralRewardModel.copyNetwork(task.requireReward())
            : Optional.empty();
    if (ofReward.isEmpty() && conventions.valueStart() == ValueStart.REWARD) {
      task.log().note("the reward has no network, so the value model starts from the policy");
    }
    return ofReward.orElseGet(() -> task.start().newScalarModel(task.random().child("value-head")));
  }
}
