package org.rlhf4j.runner.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.TrainablePolicy;

/**
 * Times one kind of work on random tokens. Training is timed in the methods themselves, from step
 * to step of one uninterrupted training, so that everything that a step costs is in it and nothing
 * is measured that a user would not run.
 */
public final class Bench implements AutoCloseable {
  private final Job job;
  private final SyntheticPolicy policy;
  private final RandomStream random;
  private final Laps laps;

  /**
   * A bench that owns its model.
   *
   * @param vocabulary how many token ids the model knows
   * @param lines is told of each repeat
   */
  public Bench(
      Job job,
      TrainablePolicy model,
      int vocabulary,
      RandomStream random,
      Consumer<JsonObject> lines) {
    this.job = job;
    this.random = random;
    this.policy =
        new SyntheticPolicy(model, vocabulary, job.wholeRows() ? 1 : job.prompt(), random);
    this.laps = new Laps(job, lines);
  }

  /**
   * Does the work.
   *
   * @param methods makes a method of an id and options
   */
  public void run(BiFunction<String, JsonObject, Optimizer> methods) {
    switch (job.work()) {
      case GENERATE -> generate();
      case SCORE -> score();
      default -> train(methods);
    }
  }

  private void generate() {
    Decoding decoding = Decoding.sampling(1, job.fresh());
    for (int lap = 0; lap < job.laps(); lap++) {
      long before = policy.generated();
      policy.generate(prompts(lap, job.batch()), 1, decoding, random.child("lap").child(lap));
      laps.lap(policy.generated() - before);
    }
  }

  private void score() {
    for (int lap = 0; lap < job.laps(); lap++) {
      List<TokenRow> rows =
          prompts(lap, job.batch()).stream()
              .map(p -> policy.encode(p, answer("score", p)))
              .toList();
      policy.score(rows, 1);
      laps.lap(rows.stream().mapToLong(TokenRow::length).sum());
    }
  }

  private void train(BiFunction<String, JsonObject, Optimizer> methods) {
    String id = job.work().toString();
    JsonObject options = job.work() == Job.Work.PPO ? ppoOptions() : trainingOptions();
    Optimizer method = methods.apply(id, options);
    try (TrainablePolicy reference = policy.copy();
        RewardModel reward = job.work() == Job.Work.PPO ? reward() : null) {
      // DPO scores the reference for all of its rows before its first step. With a training for
      // each
      // lap, a lap holds the reference's share too.
      int trainings = job.work() == Job.Work.DPO ? job.laps() : 1;
      int steps = job.laps() / trainings;
      for (int i = 0; i < trainings; i++) {
        method.optimize(task(reference, reward, i * steps, (i + 1) * steps));
      }
    }
    if (laps.laps() != job.laps()) {
      throw new IllegalStateException(
          id + " made " + laps.laps() + " steps where " + job.laps() + " were to be timed");
    }
  }

  private RewardModel reward() {
    return new NetworkReward(policy.newScalarModel(random.child("head")), policy);
  }

  private OptimizationTask task(
      TrainablePolicy reference, @Nullable RewardModel reward, int firstStep, int endStep) {
    List<Prompt> prompts =
        IntStream.range(firstStep, endStep)
            .boxed()
            .flatMap(i -> prompts(i, job.batch()).stream())
            .toList();
    Stream<Demonstration> demonstrations =
        prompts.stream().map(p -> new Demonstration(p, answer("chosen", p)));
    Stream<Preference> preferences =
        prompts.stream().map(p -> new Preference(p, answer("chosen", p), answer("rejected", p)));
    long[] before = {policy.generated()};
    return new OptimizationTask(
        policy,
        reference,
        job.work() == Job.Work.SFT ? demonstrations.toList() : List.of(),
        job.work() == Job.Work.DPO ? preferences.toList() : List.of(),
        job.work() == Job.Work.PPO ? prompts : List.of(),
        reward,
        /* judge= */ null,
        random.child("method"),
        laps.log(
            () -> {
              laps.lap(tokensOfStep(policy.generated() - before[0]));
              before[0] = policy.generated();
            }));
  }

  private long tokensOfStep(long generated) {
    long row = (long) job.prompt() + job.fresh();
    return switch (job.work()) {
      case SFT -> job.batch() * row;
      case DPO -> 2L * job.batch() * row;
      default -> generated;
    };
  }

  private JsonObject trainingOptions() {
    JsonObject training = new JsonObject();
    training.addProperty("batchSize", job.batch());
    training.addProperty("epochs", 1);
    training.addProperty("shuffle", false);
    JsonObject options = new JsonObject();
    options.add("training", training);
    return options;
  }

  private JsonObject ppoOptions() {
    JsonObject decoding = new JsonObject();
    decoding.addProperty("maxNewTokens", job.fresh());
    JsonObject options = new JsonObject();
    options.addProperty("preset", "trl");
    options.addProperty("steps", job.laps());
    options.addProperty("rollouts", job.batch());
    options.add("decoding", decoding);
    return options;
  }

  private static List<Prompt> prompts(long lap, int batch) {
    return IntStream.range(0, batch)
        .mapToObj(i -> new Prompt(Long.toString(lap * batch + i), ""))
        .toList();
  }

  private Answer answer(String purpose, Prompt prompt) {
    int tokens = job.wholeRows() ? job.prompt() + job.fresh() - 1 : job.fresh();
    return new Answer("", policy.tokens(purpose, Long.parseLong(prompt.id()), tokens));
  }

  @Override
  public void close() {
    policy.close();
  }
}
