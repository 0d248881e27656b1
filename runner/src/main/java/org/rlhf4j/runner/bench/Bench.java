package org.rlhf4j.runner.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;

/**
 * Times one kind of work on random tokens. Training is timed in the methods themselves, from step
 * to step of one uninterrupted training, so that everything that a step costs is in it and nothing
 * is measured that a user would not run.
 */
public final class Bench implements AutoCloseable {

  /** Where methods come from. */
  public interface Methods {
    /** Names of the options of the method of this id. */
    Set<String> options(String id);

    /** The method of this id, with these options over its defaults. */
    Optimizer make(String id, JsonObject options);
  }

  private final Job job;
  private final TrainablePolicy model;
  private final int vocabulary;
  private final RandomStream random;
  private final Phases phases = new Phases();
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
    this.model = model;
    this.vocabulary = vocabulary;
    this.random = random;
    this.laps = new Laps(job, phases, lines);
  }

  /** Does the work. */
  public void run(Methods methods) {
    switch (job.work()) {
      case Job.GENERATE -> generate(policy(job.prompt()));
      case Job.SCORE -> score(policy(1));
      default -> train(methods.make(job.work(), options(methods.options(job.work()))));
    }
  }

  private SyntheticPolicy policy(int promptTokens) {
    return new SyntheticPolicy(model, vocabulary, promptTokens, random, phases);
  }

  private void generate(SyntheticPolicy policy) {
    Decoding decoding = Decoding.sampling(1, job.fresh());
    int answers = Math.max(1, job.answers());
    for (int lap = 0; lap < job.laps(); lap++) {
      long before = policy.generated();
      List<int[]> prompts = prompts(lap).stream().map(policy::encode).toList();
      RandomStream stream = random.child("lap").child(lap);
      if (job.ragged()) {
        RandomStream stop = random.child("stop").child(lap);
        int[] limits =
            IntStream.range(0, prompts.size())
                .map(i -> 1 + (int) (stop.uniform(i) * job.fresh()))
                .toArray();
        policy.generateFrom(prompts, answers, decoding, limits, stream);
      } else {
        policy.generateFrom(prompts, answers, decoding, stream);
      }
      laps.lap(policy.generated() - before);
    }
  }

  private void score(SyntheticPolicy policy) {
    for (int lap = 0; lap < job.laps(); lap++) {
      List<TokenRow> rows =
          prompts(lap).stream()
              .map(p -> policy.encode(p, answer(policy, "score", p, rowLength() - 1)))
              .toList();
      policy.score(rows, 1);
      laps.lap(rows.stream().mapToLong(TokenRow::length).sum());
    }
  }

  private int rowLength() {
    return job.prompt() + job.fresh();
  }

  private void train(Optimizer method) {
    Set<Need> needs = method.needs();
    if (needs.contains(Need.JUDGE)) {
      throw new UserException(job.work() + " asks a judge while it trains, and cannot be timed");
    }
    // Of demonstrations all tokens but the first count.
    SyntheticPolicy policy = policy(needs.contains(Need.DEMONSTRATIONS) ? 1 : job.prompt());
    try (TrainablePolicy reference = policy.copy();
        RewardModel reward = needs.contains(Need.REWARD) ? reward(policy) : null) {
      // Methods that learn from pairs may score the reference for all of them before the first
      // step. With a training for each lap, a lap holds the reference's share too.
      int trainings = needs.contains(Need.PREFERENCES) ? job.laps() : 1;
      int steps = job.laps() / trainings;
      for (int i = 0; i < trainings; i++) {
        method.optimize(task(needs, policy, reference, reward, i * steps, (i + 1) * steps));
      }
    }
    if (laps.laps() != job.laps()) {
      throw new IllegalStateException(
          job.work() + " made " + laps.laps() + " steps where " + job.laps() + " were to be timed");
    }
  }

  private RewardModel reward(SyntheticPolicy policy) {
    return job.network()
        ? new NetworkReward(model.newScalarModel(random.child("head")), policy, phases)
        : new RuleReward(policy);
  }

  private OptimizationTask task(
      Set<Need> needs,
      SyntheticPolicy policy,
      TrainablePolicy reference,
      @Nullable RewardModel reward,
      int firstStep,
      int endStep) {
    boolean wholeRows = needs.contains(Need.DEMONSTRATIONS);
    int tokens = wholeRows ? rowLength() - 1 : job.fresh();
    List<Prompt> prompts =
        IntStream.range(firstStep, endStep).boxed().flatMap(i -> prompts(i).stream()).toList();
    Stream<Demonstration> demonstrations =
        prompts.stream().map(p -> new Demonstration(p, answer(policy, "chosen", p, tokens)));
    Stream<Preference> preferences =
        prompts.stream()
            .map(
                p ->
                    new Preference(
                        p,
                        answer(policy, "chosen", p, tokens),
                        answer(policy, "rejected", p, tokens)));
    long[] before = {policy.generated()};
    return new OptimizationTask(
        policy,
        reference,
        needs.contains(Need.DEMONSTRATIONS) ? demonstrations.toList() : List.of(),
        needs.contains(Need.PREFERENCES) ? preferences.toList() : List.of(),
        needs.contains(Need.PROMPTS) ? prompts : List.of(),
        reward,
        /* judge= */ null,
        random.child("method"),
        laps.log(
            () -> {
              laps.lap(tokensOfStep(needs, policy.generated() - before[0]));
              before[0] = policy.generated();
            }));
  }

  private long tokensOfStep(Set<Need> needs, long generated) {
    if (needs.contains(Need.PREFERENCES)) {
      return 2L * job.batch() * rowLength();
    }
    return needs.contains(Need.DEMONSTRATIONS) ? (long) job.batch() * rowLength() : generated;
  }

  /** The job in those options that a method has; methods share their names. */
  private JsonObject options(Set<String> names) {
    JsonObject options = new JsonObject();
    if (names.contains("training")) {
      JsonObject training = new JsonObject();
      training.addProperty("batchSize", job.batch());
      training.addProperty("epochs", 1);
      training.addProperty("shuffle", false);
      options.add("training", training);
    }
    if (names.contains("decoding")) {
      JsonObject decoding = new JsonObject();
      decoding.addProperty("temperature", 1); // and not that of a preset
      decoding.addProperty("maxNewTokens", job.fresh());
      options.add("decoding", decoding);
    }
    if (names.contains("steps")) {
      options.addProperty("steps", job.laps());
    }
    if (names.contains("rollouts")) {
      options.addProperty("rollouts", job.batch());
    }
    if (names.contains("prompts")) {
      options.addProperty("prompts", job.batch());
    }
    if (names.contains("answers") && job.answers() > 0) {
      options.addProperty("answers", job.answers());
    }
    if (job.work().equals("ppo")) {
      options.addProperty("preset", "trl"); // which is timed elsewhere too
    }
    return options;
  }

  private List<Prompt> prompts(long lap) {
    return IntStream.range(0, job.batch())
        .mapToObj(i -> new Prompt(Long.toString(lap * job.batch() + i), ""))
        .toList();
  }

  private static Answer answer(SyntheticPolicy policy, String purpose, Prompt prompt, int tokens) {
    return new Answer("", policy.tokens(purpose, Long.parseLong(prompt.id()), tokens));
  }

  @Override
  public void close() {
    model.close();
  }
}
