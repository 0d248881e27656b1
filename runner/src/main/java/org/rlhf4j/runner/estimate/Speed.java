package org.rlhf4j.runner.estimate;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.runner.run.ResidentMemory;

/**
 * How fast a policy is on this machine, in tokens a second, measured on a few of the spec's own
 * prompts for a moment. A run is slower or faster where its rows or batches are of another size.
 *
 * @param generate new tokens, with as many sequences at once as were measured
 * @param read tokens of rows whose log-probabilities are read
 * @param learn tokens of rows in gradient steps
 * @param extraMiB resident memory that the measurement added beside the model's copy and its
 *     training state, in MiB; 0 where the system does not tell
 */
record Speed(double generate, double read, double learn, long extraMiB) {
  private static final int DIFFERENT_ROWS = 32;

  /** Answers are drawn and read many at a time: what a step costs is shared by all of them. */
  private static final int MOST_ROWS = 512;

  private static final int MOST_ROWS_OF_A_STEP = 32;
  private static final int NEW_TOKENS = 32;
  private static final double ENOUGH_SECONDS = 0.5;

  /** Measures; empty where there is nothing to measure with. */
  static Optional<Speed> measure(TrainablePolicy policy, List<Prompt> prompts) {
    List<Prompt> fit =
        prompts.stream()
            .limit(DIFFERENT_ROWS)
            .filter(p -> policy.encode(p).length < policy.contextLength())
            .toList();
    if (fit.isEmpty()) {
      return Optional.empty();
    }
    long before = ResidentMemory.peak().orElse(0);
    try (TrainablePolicy copy = policy.copy()) {
      RandomStream random = RandomStream.ofSeed(0).child("speed");
      Decoding decoding = Decoding.sampling(1, NEW_TOKENS);
      double generate =
          rate(
              MOST_ROWS,
              rows -> {
                List<List<Completion>> drawn = copy.generate(cycle(fit, rows), 1, decoding, random);
                return drawn.stream().mapToLong(c -> c.get(0).tokens().length).sum();
              });
      List<TokenRow> answered = rows(copy, fit, decoding, random);
      double read =
          rate(MOST_ROWS, rows -> tokens(copy.logProbs(cycle(answered, rows), 1), answered, rows));
      double learn =
          rate(
              MOST_ROWS_OF_A_STEP,
              rows -> {
                learn(copy, cycle(answered, rows));
                return length(cycle(answered, rows));
              });
      long state = copy.size().map(s -> s.weightBytes() + s.trainingBytes()).orElse(0L) >> 20;
      long extra = Math.max(0, ResidentMemory.peak().orElse(before) - before - state);
      return Optional.of(new Speed(generate, read, learn, extra));
    }
  }

  private static long tokens(List<float[]> numbers, List<TokenRow> answered, int rows) {
    return numbers.isEmpty() ? 0 : length(cycle(answered, rows));
  }

  private static List<TokenRow> rows(
      TrainablePolicy policy, List<Prompt> prompts, Decoding decoding, RandomStream random) {
    List<List<Completion>> drawn = policy.generate(prompts, 1, decoding, random);
    return IntStream.range(0, prompts.size())
        .mapToObj(i -> new TokenRow(policy.encode(prompts.get(i)), drawn.get(i).get(0).tokens()))
        .toList();
  }

  /** A gradient step of rate 0. */
  private static void learn(TrainablePolicy policy, List<TokenRow> rows) {
    TrainingBatch batch = TrainingBatch.ofRows(rows);
    double share = -1.0 / batch.completionTokens();
    policy.update(
        batch,
        micro -> Scalars.times(micro.outputs().sum(), share),
        AdamW.withLearningRate(0).at(0, 1));
  }

  /**
   * Tokens a second of the largest amount of work that was done. Work grows until it takes long
   * enough to be timed, so that a large model is not measured for minutes.
   */
  private static double rate(int most, ToLongFunction<Integer> work) {
    // the first call of its kind sets much up, and is not the one that counts
    double rate = 0;
    for (int rows = 1; rows <= most; rows = rows == 1 ? 2 : 4 * rows) {
      long begin = System.nanoTime();
      long tokens = work.applyAsLong(rows);
      double seconds = Math.max(1e-9, (System.nanoTime() - begin) * 1e-9);
      rate = tokens / seconds;
      if (rows > 1 && seconds > ENOUGH_SECONDS) {
        break;
      }
    }
    return rate;
  }

  private static <T> List<T> cycle(List<T> some, int n) {
    return Stream.iterate(0, i -> i + 1).limit(n).map(i -> some.get(i % some.size())).toList();
  }

  private static long length(List<TokenRow> rows) {
    return rows.stream().mapToLong(TokenRow::length).sum();
  }
}
