package org.rlhf4j.runner.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.spec.DataStage;
import org.rlhf4j.runner.spec.MethodStage;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Spec;

/**
 * Everything that a spec names, opened for one seed: data read, models loaded, plugins made. It
 * owns what it holds. Whatever can be found wrong without training is found here.
 */
public final class Setup implements AutoCloseable {
  private final Spec spec;
  private final long seed;
  private final InputFiles files;
  private final Journal journal;
  private final Problems problems;
  private final RunContext context;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Map<String, DataSource> toBeMade = new LinkedHashMap<>();

  private List<Demonstration> demonstrations = List.of();
  private List<Prompt> prompts = List.of();
  private List<Preference> preferences = List.of();
  private PromptSplit evaluation = PromptSplit.NONE;
  private @Nullable Policy base;
  private @Nullable Judge judge;
  private @Nullable RewardModel reward;
  private @Nullable RewardModel gold;
  private @Nullable String goldIdentity;
  private @Nullable Judge watchJudge;
  private @Nullable String watchJudgeIdentity;
  private final List<@Nullable Optimizer> optimizers = new ArrayList<>();
  private final List<@Nullable RewardModel> methodRewards = new ArrayList<>();
  private final List<@Nullable Evaluator> evaluators = new ArrayList<>();

  private Setup(
      Spec spec, long seed, InputFiles files, SharedParts all, Journal log, Problems problems) {
    this.spec = spec;
    this.seed = seed;
    this.files = files;
    this.journal = log;
    this.problems = problems;
    this.context = RunContext.root(seed, files, spec.device(), all, log.stage("setup"));
  }

  /**
   * Opens a spec. Parts of it that are known to be wrong are left out.
   *
   * @param shared what it shares with other runs of this start of the program
   * @param problems where everything goes that is wrong; the setup is good only if there are none
   */
  static Setup open(
      Spec spec,
      long seed,
      InputFiles files,
      SharedParts shared,
      Journal journal,
      Problems problems) {
    Setup setup = new Setup(spec, seed, files, shared, journal, problems);
    try {
      setup.readData();
      setup.makePlugins();
      setup.keepOwnTokens();
      new SetupChecks(setup, problems).run();
      return setup;
    } catch (RuntimeException | Error e) {
      setup.close();
      throw e;
    }
  }

  private void readData() {
    DataStage data = spec.data();
    demonstrations = rows("demonstrations", data.demonstrations(), DataSource::demonstrations);
    prompts = read("prompts", data.prompts(), DataSource::prompts);
    preferences = rows("preferences", data.preferences(), DataSource::preferences);
    List<Prompt> rows = read("evaluation", data.evaluation(), DataSource::prompts);
    evaluation = PromptSplit.of(spec.watch(), rows);
  }

  private <T> List<T> read(
      String role, @Nullable Part<DataSource> part, Function<DataSource, List<T>> rows) {
    List<T> read =
        make(
            "data." + role,
            part,
            "data",
            p -> List.copyOf(Returned.allBy(p.plugin(), "the data", rows.apply(open(p)))));
    return read == null ? List.of() : read;
  }

  /** The same for rows that some data makes only in a run; those are not read here. */
  private <T> List<T> rows(
      String role, @Nullable Part<DataSource> part, Function<DataSource, List<T>> rows) {
    return read(
        role,
        part,
        source -> {
          if (source.toBeMade().isEmpty()) {
            return rows.apply(source);
          }
          toBeMade.put(role, source);
          return List.of();
        });
  }

  private DataSource open(Part<DataSource> part) {
    RunContext own = context.child(context.random(), journal.stage(part.plugin().id()));
    DataSource source = own.create(part);
    if (source instanceof AutoCloseable held) {
      owned.push(held);
    }
    return source;
  }

  private void makePlugins() {
    RandomStream random = context.random();
    base = own(make("policy", spec.policy(), "policy", p -> create(p, random.child("policy"))));
    if (spec.feedback() != null) {
      judge =
          own(
              make(
                  "feedback.judge",
                  spec.feedback().judge(),
                  "feedback",
                  p -> create(p, random.child("judge"))));
    }
    if (spec.reward() != null) {
      reward =
          own(
              make(
                  "reward",
                  spec.reward().plugin(),
                  "reward",
                  p -> create(p, random.child("reward").child("create"))));
    }
    if (spec.watch() != null && spec.watch().gold() != null) {
      RandomStream stream = random.child("watch").child("gold");
      gold = own(make("watch.gold", spec.watch().gold(), "gold reward", p -> create(p, stream)));
      goldIdentity = context.describe(spec.watch().gold());
    }
    if (spec.watch() != null && spec.watch().judge() != null) {
      RandomStream stream = random.child("watch").child("judge");
      watchJudge = own(make("watch.judge", spec.watch().judge(), "judge", p -> create(p, stream)));
      watchJudgeIdentity = context.describe(spec.watch().judge());
    }
    for (int i = 0; i < spec.methods().size(); i++) {
      MethodStage method = spec.methods().get(i);
      String name = method.effectiveName();
      RandomStream stream = random.child("method").child(name).child("create");
      String path = problems.pathOf("methods", i);
      optimizers.add(method(path, method.plugin(), name, stream));
      methodRewards.add(methodReward(path + ".reward", method));
    }
    for (int i = 0; i < spec.evaluate().size(); i++) {
      Part<Evaluator> part = spec.evaluate().get(i);
      String id = part.plugin().id();
      RandomStream stream = random.child("evaluator").child(id).child(spec.evaluatorsBefore(i, id));
      evaluators.add(own(make(problems.pathOf("evaluate", i), part, id, p -> create(p, stream))));
    }
  }

  private @Nullable RewardModel methodReward(String path, MethodStage method) {
    if (method.reward() == null) {
      return null;
    }
    String name = method.effectiveName();
    RandomStream stream = context.random().child("method").child(name).child("reward");
    return own(make(path, method.reward(), "reward of " + name, p -> create(p, stream)));
  }

  /** Makes a method, if possible also of wrong options: only to be asked what it needs. */
  private @Nullable Optimizer method(
      String path, Part<Optimizer> part, String name, RandomStream random) {
    if (!problems.under(path)) {
      return make(path, part, name, p -> create(p, random));
    }
    try {
      return create(part, random);
    } catch (RuntimeException e) {
      return null; // its options are known to be wrong
    }
  }

  /** Answers from files may carry token ids, which must be those of the model. */
  private void keepOwnTokens() {
    if (base == null) {
      return;
    }
    OwnTokens own = new OwnTokens(base);
    demonstrations = demonstrations.stream().map(own::of).toList();
    preferences = preferences.stream().map(own::of).toList();
    if (own.foreign() > 0) {
      note(
          "the token ids of "
              + own.foreign()
              + " answers in the data are those of another tokenizer; their text counts");
    }
  }

  private <T> T create(Part<T> part, RandomStream random) {
    return context.child(random, journal.stage(part.plugin().id())).make(part);
  }

  /** Makes something of a part, unless there is none, or something is wrong with it. */
  private <P, T> @Nullable T make(
      String path, @Nullable Part<P> part, String stage, Function<Part<P>, T> maker) {
    if (part == null || problems.under(path)) {
      return null;
    }
    try {
      return maker.apply(part);
    } catch (UserException e) {
      problems.add(path, String.valueOf(e.getMessage()));
      return null;
    } catch (FailedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new FailedException(
          "the plugin \""
              + part.plugin().id()
              + "\" ("
              + part.plugin().getClass().getName()
              + ") fails to make its "
              + stage
              + ": "
              + e,
          e);
    }
  }

  private <T extends AutoCloseable> @Nullable T own(@Nullable T thing) {
    if (thing != null) {
      owned.push(thing);
    }
    return thing;
  }

  /** The spec. */
  public Spec spec() {
    return spec;
  }

  /** Says something that is no problem, but good to know. */
  void note(String line) {
    journal.note(line);
  }

  /** The seed of all randomness of this run. */
  long seed() {
    return seed;
  }

  /** The root of all randomness of this run. */
  RandomStream random() {
    return context.random();
  }

  /** The files that the spec names. */
  InputFiles files() {
    return files;
  }

  /** Data by its role whose demonstrations or preferences are yet to be made. */
  Map<String, DataSource> toBeMade() {
    return toBeMade;
  }

  /** Takes demonstrations that were made. */
  void takeDemonstrations(List<Demonstration> made) {
    demonstrations = made;
  }

  /** Takes preferences that were made. */
  void takePreferences(List<Preference> made) {
    preferences = made;
  }

  /** Those of the data. */
  public List<Demonstration> demonstrations() {
    return demonstrations;
  }

  /** What methods answer while they train. */
  public List<Prompt> prompts() {
    return prompts;
  }

  /** Those of the spec's data; empty where feedback makes them. */
  public List<Preference> preferences() {
    return preferences;
  }

  /** What all methods answer at the end. */
  public List<Prompt> evaluation() {
    return evaluation.evaluation();
  }

  /** What methods answer while they are watched, none of it at the end if that may stop them. */
  public List<Prompt> watched() {
    return evaluation.watched();
  }

  /** The policy of the spec, null where it could not be made. */
  public @Nullable Policy base() {
    return base;
  }

  @Nullable Judge judge() {
    return judge;
  }

  /** The reward of the spec, null where there is none. */
  public @Nullable RewardModel reward() {
    return reward;
  }

  /** The rewards that single methods optimise in its place, one a method; null for none. */
  public List<@Nullable RewardModel> methodRewards() {
    return Collections.unmodifiableList(methodRewards);
  }

  /** The reward that watched policies are measured by; null where there is none. */
  @Nullable RewardModel gold() {
    return gold;
  }

  /** What {@link #gold} is, see {@link RunContext#describe}. */
  @Nullable String goldIdentity() {
    return goldIdentity;
  }

  /** Who compares answers of watched policies with those of their start; null for nobody. */
  @Nullable Judge watchJudge() {
    return watchJudge;
  }

  /** What {@link #watchJudge} is. */
  @Nullable String watchJudgeIdentity() {
    return watchJudgeIdentity;
  }

  /** See {@link RunContext#describe}. */
  String describe(Part<?> part) {
    return context.describe(part);
  }

  /** One for each method, null where it could not be made. */
  public List<@Nullable Optimizer> optimizers() {
    return optimizers;
  }

  /** One for each evaluator, null where it could not be made. */
  public List<@Nullable Evaluator> evaluators() {
    return evaluators;
  }

  @Override
  public void close() {
    Closing.all(owned);
  }

  /**
   * The judge and the rewards whose state goes on; not that of a reward that is yet to be fitted.
   */
  List<Stateful> states() {
    Stream<Stateful> ofJudge = judge == null ? Stream.of() : judge.states().stream();
    Stream<Stateful> ofRewards =
        Stream.concat(Stream.ofNullable(reward), methodRewards.stream())
            .filter(part -> part != null && !(part instanceof TrainableRewardModel))
            .flatMap(part -> part.states().stream());
    return Stream.concat(ofJudge, ofRewards).toList();
  }

  /** What there is, for {@code validate}, in a few lines. */
  public String summary() {
    return SetupSummary.of(this, toBeMade);
  }
}
