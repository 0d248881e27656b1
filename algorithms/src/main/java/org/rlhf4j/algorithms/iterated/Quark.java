package org.rlhf4j.algorithms.iterated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.rlhf4j.algorithms.ControlledPolicy;
import org.rlhf4j.algorithms.iterated.QuarkOptions.Imitate;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.algorithms.rollout.Sampled;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * Quantised reward conditioning (Lu et al. 2022, arXiv:2205.13636). Round after round the policy
 * answers behind the token of the best quantile; a pool keeps the answers of all rounds and is cut
 * anew into quantiles by their reward; and the policy imitates answers of every quantile behind the
 * token of that quantile, held to where it started. It is then asked behind the token of the best.
 * The first round's answers are those of the start policy without a token. {@link QuarkLoss} has
 * the equation, {@link Quantiles} the cuts. With {@link Imitate#BEST_QUANTILE} there are no tokens:
 * the policy imitates answers of the best quantile alone.
 *
 * <p>Where we differ from the paper's code: a step draws a quantile first and then one of its
 * answers, as the paper's expectation does (there, passes over the shuffled pool); equal rewards
 * share a quantile; and the tokens start at the mean embedding with a small deviation (there, that
 * of the embeddings). AlpacaFarm's Quark imitates the best quantile alone by default, and empties
 * its pool before each round, where ours keeps all rounds.
 */
final class Quark implements Optimizer {

  private final QuarkOptions options;
  private final QuarkLoss loss;

  Quark(QuarkOptions options) {
    this.options = options;
    this.loss = new QuarkLoss(options.klCoefficient(), options.entropyCoefficient());
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PROMPTS, Need.REWARD);
  }

  @Override
  public boolean makesTrainablePolicy() {
    return !hasTokens();
  }

  private boolean hasTokens() {
    return options.imitate() == Imitate.EVERY_QUANTILE;
  }

  @Override
  public void check(TrainablePolicy base) {
    if (!hasTokens()) {
      return;
    }
    for (String name : names()) {
      if (base.hasToken(name)) {
        throw new UserException(
            "the model has the token \""
                + name
                + "\" already: it was made by quark; start from the model before");
      }
    }
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    int prompts = options.prompts() == 0 ? amounts.prompts() : options.prompts();
    long answers = (long) options.rounds() * prompts * options.answers();
    int tokens = options.decoding().maxNewTokens();
    long learned = (long) options.rounds() * options.stepsPerRound() * options.batchSize();
    // the divergence reads the reference on every row that is learned from
    long divergence = options.klCoefficient() > 0 ? learned : 0;
    return List.of(
        Work.onOwn(Work.Kind.GENERATE, answers, tokens),
        Work.onOwn(Work.Kind.REWARD, answers, tokens),
        Work.onOwn(Work.Kind.READ, answers + divergence, tokens),
        Work.onOwn(Work.Kind.LEARN, learned, tokens));
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    List<ControlledPolicy> behindTokens = hasTokens() ? addTokens(task) : List.of();
    Policy best = hasTokens() ? behindTokens.get(0) : policy;
    Rollouts first = new Rollouts(task, policy, options.decoding(), 1);
    Rollouts later = new Rollouts(task, best, options.decoding(), 1);
    QuarkPool pool = new QuarkPool(options.quantiles());
    int steps = options.rounds() * options.stepsPerRound();
    Steps.of(task.log(), "quark", steps, policy, pool)
        .making(best)
        .run(
            step -> {
              int round = step / options.stepsPerRound();
              if (step % options.stepsPerRound() == 0) {
                pool.add(explore(task, round == 0 ? first : later, round));
              }
              return learn(task, behindTokens, pool, step);
            });
    policy.freeze();
    return best;
  }

  /** The policy behind each quantile's token, best first. */
  private List<ControlledPolicy> addTokens(OptimizationTask task) {
    List<String> names = names();
    int[] tokens = task.start().addControlTokens(names, task.random().child("tokens"));
    return IntStream.range(0, tokens.length)
        .mapToObj(q -> ControlledPolicy.before(task.start(), names.get(q), tokens[q]))
        .toList();
  }

  private List<String> names() {
    return IntStream.range(0, options.quantiles()).mapToObj(q -> "<|quantile_" + q + "|>").toList();
  }

  /** Answers of a round, with rewards. */
  private List<QuarkPool.Entry> explore(OptimizationTask task, Rollouts rollouts, int round) {
    int prompts = options.prompts() == 0 ? task.prompts().size() : options.prompts();
    List<Sampled> samples = rollouts.sample(round, prompts, options.answers());
    double[] scores = task.requireReward().score(Sampled.responses(samples));
    List<TokenRow> rows = samples.stream().map(s -> withoutToken(task.start(), s)).toList();
    List<float[]> reference = task.reference().logProbs(rows, 1);
    List<QuarkPool.Entry> entries = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      double logProb = sum(samples.get(i).completion().logProbs());
      double logRatio = logProb - sum(reference.get(i));
      int context = task.start().contextLength();
      TokenRow row = hasTokens() ? withRoomForToken(rows.get(i), context) : rows.get(i);
      entries.add(new QuarkPool.Entry(row, scores[i], logRatio, -logProb));
    }
    return entries;
  }

  private static TokenRow withoutToken(Policy policy, Sampled sampled) {
    return new TokenRow(policy.encode(sampled.prompt()), sampled.completion().tokens());
  }

  /**
   * An answer of the first round that fills the context loses its last token for the quantile's.
   * There is room for one at least: rollouts behind a token refuse prompts that leave none.
   */
  private static TokenRow withRoomForToken(TokenRow row, int contextLength) {
    int room = contextLength - row.prompt().length - 1;
    return row.completion().length <= room
        ? row
        : new TokenRow(row.prompt(), Arrays.copyOf(row.completion(), room));
  }

  /** One gradient step: on every quantile behind its token, or on the best without one. */
  private QuarkStep learn(
      OptimizationTask task, List<ControlledPolicy> behindTokens, QuarkPool pool, int step) {
    RandomStream random = task.random().child("pool").child(step);
    List<TokenRow> rows =
        hasTokens()
            ? pool.draw(options.batchSize(), options.quantiles(), random).stream()
                .map(draw -> behindTokens.get(draw.quantile()).withToken(draw.row()))
                .toList()
            : pool.draw(options.batchSize(), 1, random).stream().map(QuarkPool.Draw::row).toList();
    TrainingBatch batch = loss.ask(TrainingBatch.ofRows(rows), task.reference());
    double denominator =
        options.lossDenominator() == LossDenominator.TOKENS
            ? batch.completionTokens()
            : (double) rows.size() * options.decoding().maxNewTokens();
    AdamWStep rule = options.optimizer().at(step, options.rounds() * options.stepsPerRound());

    UpdateReport report = task.start().update(batch, micro -> loss.of(micro, denominator), rule);

    double surprise = 0;
    for (float[] logProbs : report.outputs()) {
      surprise -= sum(logProbs) / denominator;
    }
    return new QuarkStep(
        report.loss(),
        surprise,
        report.loss() - surprise,
        report.gradNorm(),
        rule.learningRate(),
        pool.newest(QuarkPool.Entry::score),
        pool.newest(QuarkPool.Entry::logRatio),
        pool.newest(QuarkPool.Entry::surprise),
        pool.threshold(),
        step / options.stepsPerRound() + 1,
        pool.size());
  }

  private static double sum(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += number;
    }
    return sum;
  }
}
