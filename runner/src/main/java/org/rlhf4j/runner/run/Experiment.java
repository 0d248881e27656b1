package org.rlhf4j.runner.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.runner.checkpoint.Formats;
import org.rlhf4j.runner.checkpoint.RunMemory;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.spec.FeedbackStage;
import org.rlhf4j.runner.spec.MethodStage;
import org.rlhf4j.runner.spec.RewardStage;
import org.rlhf4j.runner.spec.Spec;
import org.rlhf4j.runner.watch.Watcher;

/**
 * One run: every method in its order, then the evaluation. {@link #run} tells it from top to
 * bottom. Each result is on disk as soon as it is there, so that a failure later loses nothing.
 *
 * <p>Preferences and the reward are made when the first method asks for them, since they may come
 * from a policy that an earlier method makes. All methods answer the evaluation prompts with the
 * same random numbers, so that their differences are those of the policies.
 */
final class Experiment implements AutoCloseable {
  private final Setup setup;
  private final Spec spec;
  private final RunFolder folder;
  private final Journal journal;
  private final RandomStream random;
  private final Timings timings;
  private final int columns;
  private final RunMemory memory;
  private final @Nullable Watched watched;

  private final Map<String, Policy> policies = new LinkedHashMap<>();
  private final Map<String, List<Completion>> answers = new LinkedHashMap<>();
  private final Deque<Policy> owned = new ArrayDeque<>();
  private @Nullable List<Preference> pairs;
  private @Nullable RewardFit rewardFit;
  private boolean rewardIsReady;

  /**
   * An experiment to be run once.
   *
   * @param setup everything that it needs; not owned
   * @param folder where its results go
   * @param timings of what was done before
   * @param columns letters in a line of the user's screen
   */
  Experiment(Setup setup, RunFolder folder, Journal journal, Timings timings, int columns) {
    this.setup = setup;
    this.spec = setup.spec();
    this.folder = folder;
    this.journal = journal;
    this.timings = timings;
    this.columns = columns;
    this.random = setup.random();
    this.watched = Watched.of(setup, folder);
    this.memory =
        new RunMemory(
            folder.checkpoints(),
            spec.checkpoints().everySeconds(),
            this::shared,
            this::settle,
            journal::note);
  }

  /** What more than one stage changes. */
  private List<Stateful> shared() {
    List<Stateful> shared = new ArrayList<>();
    shared.add(journal.position());
    shared.addAll(setup.states());
    RewardModel fitted = setup.reward();
    if (rewardIsReady && fitted != null) {
      shared.addAll(fitted.states());
    }
    return shared;
  }

  /** Brings to the disk what no checkpoint may run ahead of. */
  private void settle() {
    journal.force();
    folder.write(RunFolder.TIMINGS, timings.json());
    folder.write(RunFolder.COSTS, timings.costs());
  }

  /** Runs every method and every evaluator. */
  Results run() {
    MadeData.make(setup, folder, this::stage);
    Policy base = setup.base();
    if (base != null) { // else there are only files to evaluate
      policies.put(Spec.BASE, base);
      answer(Spec.BASE, base, Objects.requireNonNull(spec.policy()).plugin());
    }
    for (int i = 0; i < spec.methods().size(); i++) {
      MethodStage method = spec.methods().get(i);
      Optimizer optimizer = Objects.requireNonNull(setup.optimizers().get(i));
      RewardModel own = CheckedReward.of(method.reward(), setup.methodRewards().get(i));
      Policy policy = improve(method, optimizer, own);
      policies.put(method.effectiveName(), policy);
      answer(method.effectiveName(), policy, method.plugin().plugin());
    }
    Results results = evaluate();
    if (!answers.isEmpty()) {
      SampleSheet sheet = new SampleSheet(setup.evaluation(), subjects());
      journal.result("\n" + sheet.shortened(), "\n" + sheet.whole());
    }
    if (!results.findings().isEmpty()) {
      journal.result(results.table(columns) + "\n", results.table(Console.USUAL_COLUMNS) + "\n");
    }
    for (Evaluated evaluated : results.evaluated()) {
      for (Alarm alarm : evaluated.evaluation().alarms()) {
        String of = alarm.subject().isEmpty() ? "" : alarm.subject() + ": ";
        journal.note("ALARM: " + of + alarm.message());
      }
    }
    settle();
    folder.write(RunFolder.RESULTS, results.json()); // now the run is complete
    folder.seal();
    return results;
  }

  /** Makes one method's policy and saves it. */
  private Policy improve(MethodStage method, Optimizer optimizer, @Nullable RewardModel own) {
    String name = method.effectiveName();
    String from = Objects.requireNonNull(method.from());
    List<Preference> preferences =
        optimizer.needs().contains(Need.PREFERENCES) ? preferences() : List.of();
    boolean needsReward = optimizer.needs().contains(Need.REWARD);
    RewardModel reward = !needsReward ? null : own != null ? own : reward();
    Judge judge = optimizer.needs().contains(Need.JUDGE) ? setup.judge() : null;
    boolean shown = watched != null && RewardFitting.canBegin(setup, policies.keySet());
    RewardModel proxy = own != null ? own : shown ? reward() : null;
    Stage stage = stage("methods/" + name, name);
    journal.note(name + (stage.wasOver() ? before(name) : ": starts from " + from));
    TrainablePolicy reference = learner(name, from);
    TrainablePolicy start = reference.copy();
    owned.push(start);
    Part<RewardModel> part = method.reward();
    String identity = part == null ? Basis.REWARD_OF_THE_RUN : setup.describe(part);
    Watcher watcher =
        watched == null
            ? null
            : watched.watch(new Watcher.Watched(name, from, reference, proxy, identity));
    Policy policy =
        stage
            .watchedBy(watcher)
            .naming(RowsInWords.of(start, setup, preferences))
            .run(
                log ->
                    Returned.by(
                        method.plugin().plugin(),
                        "optimize",
                        optimizer.optimize(
                            new OptimizationTask(
                                start,
                                reference,
                                setup.demonstrations(),
                                preferences,
                                setup.prompts(),
                                reward,
                                judge,
                                random.child("method").child(name),
                                log))));
    start.freeze();
    if (watcher != null && !stage.wasOver()) {
      watcher.reason().ifPresent(r -> journal.note(name + ": " + r.words()));
    }
    if (policy != start) {
      owned.remove(start); // the wrapper owns it now
      owned.push(policy);
    }
    if (!stage.memory().recallCheckpoints()) {
      folder.saveModel(name, policy::save);
      stage.memory().keepCheckpoints();
    }
    return policy;
  }

  /** A method that only makes a policy has done its work when the policy has answered. */
  private String before(String name) {
    boolean answered = setup.evaluation().isEmpty() || memory.stage(answersOf(name)).isOver();
    return answered ? ": was done before" : ": was made before, and has not answered yet";
  }

  private static String answersOf(String name) {
    return "answers/" + name;
  }

  /** The policy that somebody starts from. */
  private TrainablePolicy learner(String who, String from) {
    if (policies.get(from) instanceof TrainablePolicy policy) {
      return policy;
    }
    throw new UserException(NoStart.of(who, from));
  }

  /** Draws the answers to the evaluation prompts. */
  private void answer(String name, Policy policy, Plugin<?, ?> maker) {
    List<Prompt> prompts = setup.evaluation();
    if (prompts.isEmpty()) {
      return;
    }
    List<Completion> drawn =
        stage(answersOf(name), "answers of " + name)
            .once(
                Formats.COMPLETION.list(),
                log ->
                    Returned.allBy(maker, "generate", draw(policy, prompts)).stream()
                        .map(one -> one.get(0))
                        .toList(),
                made -> publish(name, made));
    answers.put(name, drawn);
  }

  private List<List<Completion>> draw(Policy policy, List<Prompt> prompts) {
    return policy.generate(prompts, 1, spec.decoding(), random.child("evaluation-answers"));
  }

  private void publish(String name, List<Completion> drawn) {
    folder.writeLines("samples/" + name + ".jsonl", Samples.rows(setup.evaluation(), drawn));
    long ended = drawn.stream().filter(c -> c.finish() == Completion.Finish.STOP).count();
    journal.note(name + ": answered " + drawn.size() + " prompts, " + ended + " to the end");
  }

  /** The spec's preferences, or those that feedback makes, once. */
  private List<Preference> preferences() {
    if (!setup.preferences().isEmpty()) {
      return setup.preferences();
    }
    if (pairs == null) {
      FeedbackStage stage = Objects.requireNonNull(spec.feedback());
      String from = Objects.requireNonNull(stage.from());
      Policy policy = Objects.requireNonNull(policies.get(from));
      Judge judge = Objects.requireNonNull(setup.judge());
      pairs =
          stage("feedback", "feedback")
              .once(
                  Formats.preference(setup.prompts()).list(),
                  log -> {
                    journal.note("feedback: on answers of " + from);
                    PairCollector.Collected collected =
                        new PairCollector(stage, judge, log)
                            .collect(policy, setup.prompts(), random.child("feedback"));
                    folder.writeLines("preferences/feedback.jsonl", collected.rows());
                    return collected.preferences();
                  },
                  made -> {});
    }
    return pairs;
  }

  /** The spec's reward, fitted once if it is to be fitted; null if there is none. */
  private @Nullable RewardModel reward() {
    RewardModel reward = setup.reward();
    if (reward instanceof TrainableRewardModel trainable && !rewardIsReady) {
      RewardStage stage = Objects.requireNonNull(spec.reward());
      String from = Objects.requireNonNull(stage.from());
      List<Preference> preferences = preferences();
      Stage fitting = stage("reward", "reward");
      journal.note("reward: " + (fitting.wasOver() ? "was fitted before" : "starts from " + from));
      List<Prompt> prompts = RewardFitting.prompts(setup.prompts(), preferences);
      TrainablePolicy start = learner("the reward", from);
      rewardFit =
          fitting
              .naming(RowsInWords.of(start, setup, preferences))
              .once(
                  RewardFitting.format(
                      trainable, start, random.child("reward"), this::rewardIsMade),
                  log ->
                      RewardFitting.fit(
                          trainable,
                          stage,
                          start,
                          preferences,
                          prompts,
                          spec.decoding(),
                          random.child("reward"),
                          log),
                  fit -> {
                    NeuralRewardModel.copyNetwork(trainable).ifPresent(this::saveReward);
                    folder.finish(RunFolder.REWARD_FIT, RewardFitting.hash(trainable));
                    rewardIsMade();
                  });
    }
    return reward == null
        ? null
        : CheckedReward.of(Objects.requireNonNull(spec.reward()).plugin(), reward);
  }

  /** From now on its state is kept with everything else. */
  private void rewardIsMade() {
    rewardIsReady = true;
  }

  private void saveReward(ScalarModel network) {
    try (network) {
      folder.saveModel("reward", network::save);
    }
  }

  private Results evaluate() {
    List<Subject> subjects = subjects();
    List<Evaluated> evaluated = new ArrayList<>();
    RewardModel reward = reward(); // also if no method asked for it
    for (int i = 0; i < spec.evaluate().size(); i++) {
      int place = i;
      String id = spec.evaluate().get(i).plugin().id();
      Evaluator evaluator = Objects.requireNonNull(setup.evaluators().get(i));
      Evaluation evaluation =
          stage("evaluate/" + i + "-" + id, id)
              .once(
                  EvaluationJson.FORMAT,
                  log -> {
                    journal.note("evaluating: " + id);
                    return Evaluated.checked(
                        id,
                        Returned.by(
                            spec.evaluate().get(place).plugin(),
                            "evaluate",
                            evaluator.evaluate(
                                new EvaluationTask(
                                    setup.evaluation(),
                                    subjects,
                                    spec.decoding(),
                                    reward,
                                    watched == null ? null : watched.gold(),
                                    evaluationRandom(place),
                                    log))));
                  },
                  made -> folder.writeScores(place, id, setup.evaluation(), made.scores()));
      evaluated.add(new Evaluated(place, id, evaluation));
    }
    if (watched != null) {
      evaluated.add(new Evaluated(spec.evaluate().size(), Watched.ID, watched.evaluation()));
    }
    Set<String> rows = new LinkedHashSet<>(policies.keySet());
    evaluated.forEach(e -> e.evaluation().measurements().forEach(m -> rows.add(m.subject())));
    return new Results(spec.name(), List.of(setup.seed()), List.copyOf(rows), rewardFit, evaluated);
  }

  /** By the id, so that another evaluator before this one moves none of its numbers. */
  private RandomStream evaluationRandom(int place) {
    String id = spec.evaluate().get(place).plugin().id();
    return random.child("evaluation").child(id).child(spec.evaluatorsBefore(place, id));
  }

  /**
   * A stage.
   *
   * @param key where it is remembered
   * @param name for people
   */
  private Stage stage(String key, String name) {
    return new Stage(name, journal, timings, memory.stage(key));
  }

  private List<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    policies.forEach(
        (name, policy) -> {
          List<Completion> drawn = answers.getOrDefault(name, List.of());
          subjects.add(new Subject(name, drawn, policy, watched == null ? null : watched.of(name)));
        });
    return subjects;
  }

  @Override
  public void close() {
    Closing.all(owned);
  }
}
