package org.rlhf4j.algorithms.iterated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.rlhf4j.algorithms.ControlledPolicy;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.algorithms.rollout.Sampled;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamWStep;
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
 * the equation, {@link Quantiles} the cuts.
 *
 * <p>Where we differ from the paper's code: the token stands at the end of the prompt, right before
 * the answer (there, before the prompt); a step draws a quantile first and then one of its answers,
 * as the paper's expectation does (there, passes over the shuffled pool); equal rewards share a
 * quantile; and the tokens start at the mean embedding with a small deviation (there, that of the
 * embeddings). AlpacaFarm's Quark by default trains on the best quantile alone, without any token.
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
    return false;
  }

  @Override
  public void check(TrainablePolicy base) {
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
    List<ControlledPolicy> conditioned = addTokens(task);
    Rollouts plain = new Rollouts(task, policy, options.decoding(), 1);
    Rollouts best = new Rollouts(task, conditioned.get(0), options.decoding(), 1);
    QuarkPool pool = new QuarkPool(options.quantiles());
    int steps = options.rounds() * options.stepsPerRound();
    Steps.of(task.log(), "quark", steps, policy, pool)
        .making(conditioned.get(0))
        .run(
            step -> {
              int round = step / options.stepsPerRound();
              if (step % options.stepsPerRound() == 0) {
                pool.add(explore(task, round == 0 ? plain : best, round));
              }
              return learn(task, conditioned, pool, step);
            });
    policy.freeze();
    return conditioned.get(0);
  }

  /** The policy behind each quantile's token, best first. */
  private List<ControlledPolicy> addTokens(OptimizationTask task) {
    List<String> names = names();
    int[] tokens = task.start().addControlTokens(names, task.random().child("tokens"));
    return IntStream.range(0, tokens.length)
        .mapToObj(q -> ControlledPolicy.after(task.start(), names.get(q), tokens[q]))
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
      TokenRow row = withRoomForToken(rows.get(i), task.start().contextLength());
      entries.add(new QuarkPool.Entry(row, scores[i], logRatio, -logProb));
    }
    return entries;
  }

  private static TokenRow withoutToken(Policy policy, Sampled sampled) {
    return new TokenRow(policy.encode(sampled.prompt()), sampled.completion().tokens());
  }

  /**
   * An answer of the first round that fills the context loses its last token for the quantile's.
   */
  private static TokenRow withRoomForToken(TokenRow row, int contextLength) {
    int room = contextLength - row.prompt().length - 1;
    return row.completion().length <= room
        ? row
        : new TokenRow(row.prompt(), Arrays.copyOf(row.completion(), room));
  }

  /** One gradient step. */
  private QuarkStep learn(
      OptimizationTask task, List<ControlledPolicy> conditioned, QuarkPool pool, int step) {
    List<TokenRow> rows =
        pool.draw(options.batchSize(), task.random().child("pool").child(step)).stream()
            .map(draw -> conditioned.get(draw.quantile()).withToken(draw.row()))
            .toList();
    TrainingBatch batch = loss.ask(TrainingBatch.ofRows(rows), task.reference());
    long stepTokens = batch.completionTokens();
    AdamWStep rule = options.optimizer().at(step, options.rounds() * options.stepsPerRound());

    UpdateReport report = task.start().update(batch, micro -> loss.of(micro, stepTokens), rule);

    double surprise = 0;
    for (float[] logProbs : report.outputs()) {
      surprise -= sum(logProbs) / stepTokens;
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
