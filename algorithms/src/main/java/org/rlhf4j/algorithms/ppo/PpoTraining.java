package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.Padding;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Passes;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingPart;
import org.rlhf4j.api.training.UpdateReport;

/**
 * Proximal policy optimisation of a language model (Schulman et al. 2017, arXiv:1707.06347; for
 * language models Ziegler et al. 2019, arXiv:1909.08593, and Stiennon et al. 2020,
 * arXiv:2009.01325). A token is an action, the text so far the state, an answer an episode. {@link
 * #step} is one step from top to bottom.
 */
final class PpoTraining implements Optimizer {

  private final Ppo.Options options;
  private final PpoConventions conventions;
  private final Decoding decoding;
  private final double temperature;

  PpoTraining(Ppo.Options options) {
    this.options = options;
    this.conventions = options.conventions();
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
            "conventions of preset "
                + options.preset().inWords()
                + ", with the changes of the spec:");
    conventions.inWords().forEach(line -> task.log().note("  " + line));
    Demonstrations demonstrations = Demonstrations.of(task, options);
    KlController kl = new KlController(conventions);
    try (ScalarModel valueModel = conventions.newValueModel(task)) {
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
    Batch batch = batch(episodes, valueModel, beta, policy.contextLength());
    AdamWStep policyRule = options.policyOptimizer().at(step, options.steps());
    AdamWStep valueRule = options.valueOptimizer().at(step, options.steps());
    RandomStream shuffle = task.random().child("shuffle").child(step);
    List<PpoStep.Update> updates = new ArrayList<>();
    for (int epoch = 0; epoch < conventions.epochs(); epoch++) {
      int[] order = shuffle.child(epoch).permutation(episodes.size());
      for (int part = 0; part < conventions.minibatches(); part++) {
        Batch mini = batch.pick(part(order, part, conventions.minibatches()));
        int update = (step * conventions.epochs() + epoch) * conventions.minibatches() + part;
        List<UpdateReport> policyReports =
            updatePolicy(policy, mini, demonstrations.of(update), beta, policyRule);
        UpdateReport valueReport = updateValue(valueModel, mini, valueRule);
        updates.add(PpoStep.Update.of(mini, policyReports, valueReport, conventions));
      }
    }
    long answers = (step + 1L) * options.rollouts();
    PpoStep found =
        PpoStep.of(episodes, updates, conventions, beta, policyRule.learningRate(), answers);
    kl.observe(found.kl(), episodes.size());
    return found;
  }

  /**
   * Rewards of tokens, values, advantages and returns of the episodes.
   *
   * @param beta weight of the KL penalty
   */
  Batch batch(List<Episode> episodes, ScalarModel valueModel, double beta, int contextLength) {
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
    return new Batch(
        rows,
        episodes.stream().map(Episode::logProbs).toArray(float[][]::new),
        episodes.stream().map(Episode::referenceLogProbs).toArray(float[][]::new),
        Batch.narrow(advantages),
        valueRows,
        values,
        Batch.narrow(returns));
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

  /** One gradient step on answers, and on demonstrations where there are some. */
  private List<UpdateReport> updatePolicy(
      TrainablePolicy policy,
      Batch mini,
      List<TokenRow> demonstrations,
      double beta,
      AdamWStep rule) {
    Ppo.PolicyLoss surrogate = new Ppo.PolicyLoss(conventions.clipRatio());
    Ppo.KlLoss kl = new Ppo.KlLoss(conventions.klEstimator(), beta);
    double n = denominator(mini.rows());
    TrainingPart answers =
        new TrainingPart(
            new TrainingBatch(mini.rows(), 1, temperature),
            micro -> {
              NDArray logProbs = micro.outputs();
              NDArray old = micro.tokens(mini.logProbs());
              NDArray advantages = micro.tokens(mini.advantages());
              NDArray loss = surrogate.of(logProbs, old, advantages, micro.mask(), n);
              if (conventions.klPlacement() == KlPlacement.REWARD) {
                return loss;
              }
              NDArray reference = micro.tokens(mini.referenceLogProbs());
              return loss.add(kl.of(logProbs, reference, micro.mask(), n));
            });
    if (demonstrations.isEmpty()) {
      return TrainingPart.update(policy, List.of(answers), rule);
    }
    Ppo.PtxLoss ptx = new Ppo.PtxLoss(conventions.ptxCoefficient());
    TrainingBatch shown = new TrainingBatch(demonstrations, 1, temperature);
    long tokens = shown.completionTokens();
    TrainingPart part =
        new TrainingPart(shown, micro -> ptx.of(micro.outputs(), micro.mask(), tokens));
    return TrainingPart.update(policy, List.of(answers, part), rule);
  }

  private UpdateReport updateValue(ScalarModel valueModel, Batch mini, AdamWStep rule) {
    Ppo.ValueLoss loss = new Ppo.ValueLoss(conventions.clipValue());
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

  /**
   * What the gradient steps learn from: a rollout batch, or a mini-batch of it.
   *
   * @param rows prompts and answers; the next three have a number for each answer token
   * @param logProbs under the policy that sampled the answers
   * @param referenceLogProbs under the reference
   * @param advantages whitened
   * @param valueRows the same rows, with a step more where the score comes after the last token;
   *     the last two have a number for each of their steps
   * @param values of the value model before the first gradient step
   * @param returns what the value model shall predict
   */
  record Batch(
      List<TokenRow> rows,
      float[][] logProbs,
      float[][] referenceLogProbs,
      float[][] advantages,
      List<TokenRow> valueRows,
      float[][] values,
      float[][] returns) {

    Batch {
      for (float[][] perToken : List.of(logProbs, referenceLogProbs, advantages)) {
        checkShape(rows, perToken);
      }
      for (float[][] perStep : List.of(values, returns)) {
        checkShape(valueRows, perStep);
      }
    }

    private static void checkShape(List<TokenRow> rows, float[][] numbers) {
      int[] expected = rows.stream().mapToInt(row -> row.completion().length).toArray();
      int[] actual = Arrays.stream(numbers).mapToInt(row -> row.length).toArray();
      if (!Arrays.equals(expected, actual)) {
        throw new IllegalArgumentException(
            "numbers a row "
                + Arrays.toString(actual)
                + " do not fit "
                + Arrays.toString(expected));
      }
    }

    /** Some of the rows. */
    Batch pick(int[] indices) {
      return new Batch(
          TokenRow.pick(rows, indices),
          pick(logProbs, indices),
          pick(referenceLogProbs, indices),
          pick(advantages, indices),
          TokenRow.pick(valueRows, indices),
          pick(values, indices),
          pick(returns, indices));
    }

    private static float[][] pick(float[][] numbers, int[] indices) {
      return Arrays.stream(indices).mapToObj(i -> numbers[i]).toArray(float[][]::new);
    }

    /** The same numbers in single precision. */
    static float[][] narrow(double[][] numbers) {
      float[][] narrow = new float[numbers.length][];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = new float[numbers[i].length];
        for (int t = 0; t < narrow[i].length; t++) {
          narrow[i][t] = (float) numbers[i][t];
        }
      }
      return narrow;
    }
  }

  /**
   * The demonstrations that PPO-ptx mixes into its gradient steps: all in a random order, then all
   * again in another.
   *
   * @param rows all of them; none without PPO-ptx
   * @param passes the orders
   * @param batch how many a gradient step
   */
  private record Demonstrations(List<TokenRow> rows, Passes passes, int batch) {

    /** Those of a task, where they are asked for. */
    static Demonstrations of(OptimizationTask task, Ppo.Options options) {
      if (options.conventions().ptxCoefficient() == 0) {
        return new Demonstrations(List.of(), new Passes(task.random(), 1), 0);
      }
      List<TokenRow> rows =
          task.demonstrations().stream()
              .map(d -> options.lengths().row(task.start(), d.prompt(), d.answer()))
              .toList();
      if (rows.isEmpty()) {
        throw new UserException(
            "data.demonstrations is empty; ppo with conventions.ptxCoefficient above 0 needs at"
                + " least one");
      }
      Passes passes = new Passes(task.random().child("demonstrations"), rows.size());
      return new Demonstrations(rows, passes, options.ptxBatch());
    }

    /** Those of one gradient step, counted from 0 over all steps. */
    List<TokenRow> of(int update) {
      return TokenRow.pick(rows, passes.take((long) update * batch, batch));
    }
  }
}
