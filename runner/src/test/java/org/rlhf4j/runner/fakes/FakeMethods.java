package org.rlhf4j.runner.fakes;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.runner.fakes.Fakes.None;
import org.rlhf4j.runner.fakes.Fakes.Simple;

/** Methods that ask for what their namesakes ask for, and learn by {@link FakePolicy#update}. */
final class FakeMethods {
  private static final TokenRow ROW = new TokenRow(new int[] {1}, new int[] {'a'});

  private FakeMethods() {}

  static List<Plugin<?, ?>> all() {
    return List.of(
        new Trained("sft", Need.DEMONSTRATIONS),
        new Trained("dpo", Need.PREFERENCES),
        new Ppo(),
        new Wrapping(),
        new Twice(),
        new Loop(),
        new Asking(),
        new Diverging(),
        new Failing(),
        Fakes.everything());
  }

  /** What a step logs. */
  public record FakeStep(
      @Metric(name = "loss", doc = "1 - skill") double loss,
      @Metric(name = "learning_rate", doc = "of this step") double learningRate,
      @Metric(name = "nothing", doc = "never a number") double nothing)
      implements StepMetrics {
    @Override
    public String brief() {
      return "loss " + loss;
    }
  }

  /** Options of {@link Trained}. */
  public record TrainedOptions(
      @Option("how it passes over the data") TrainingOptions training,
      @Option(value = "a strength", min = 0, max = 10) double beta) {}

  static final class Trained extends Simple<Optimizer, TrainedOptions>
      implements OptimizerPlugin<TrainedOptions> {
    Trained(String id, Need need) {
      super(
          id,
          new TrainedOptions(TrainingOptions.of(4, 1, AdamW.withLearningRate(0.1)), 0.1),
          (o, c) -> new TrainedMethod(o, need));
    }
  }

  private record TrainedMethod(TrainedOptions options, Need need) implements Optimizer {
    @Override
    public Set<Need> needs() {
      return Set.of(need);
    }

    @Override
    public List<Work> work(Work.Amounts amounts) {
      boolean pairs = need == Need.PREFERENCES;
      int examples = pairs ? amounts.preferences() : amounts.demonstrations();
      return List.of(
          Work.on(
              Work.Kind.LEARN,
              pairs ? Work.Rows.PREFERENCES : Work.Rows.DEMONSTRATIONS,
              options.training().seen(examples)));
    }

    @Override
    public Policy optimize(OptimizationTask task) {
      int examples =
          need == Need.DEMONSTRATIONS ? task.demonstrations().size() : task.preferences().size();
      TrainingOptions training = options.training();
      List<int[]> steps = training.steps(examples, task.random().child("shuffle"));
      Steps.of(task.log(), "training", steps.size(), task.start())
          .run(step -> step(task, training.optimizer(), step, steps.size()));
      return task.start();
    }
  }

  private static FakeStep step(OptimizationTask task, AdamW rule, int step, int steps) {
    TrainingBatch batch = TrainingBatch.ofRows(List.of(ROW));
    double loss =
        task.start()
            .update(
                batch,
                micro -> {
                  throw new IllegalStateException("never asked");
                },
                rule.at(step, steps))
            .loss();
    return new FakeStep(loss, rule.learningRate(), Double.NaN);
  }

  /** Options of {@link Ppo}. */
  public record PpoOptions(String preset, int steps, int rollouts, Decoding decoding) {}

  static final class Ppo extends Simple<Optimizer, PpoOptions>
      implements OptimizerPlugin<PpoOptions> {
    Ppo() {
      super("ppo", new PpoOptions("none", 3, 2, new Decoding()), (o, c) -> new PpoMethod(o));
    }
  }

  private record PpoMethod(PpoOptions options) implements Optimizer {
    @Override
    public Set<Need> needs() {
      return Set.of(Need.PROMPTS, Need.REWARD);
    }

    @Override
    public Policy optimize(OptimizationTask task) {
      Steps.of(task.log(), "ppo", options.steps(), task.start()).run(step -> step(task, step));
      return task.start();
    }

    /** Learns faster from better answers. */
    private FakeStep step(OptimizationTask task, int step) {
      Prompt prompt = task.prompts().get(step % task.prompts().size());
      Completion drawn =
          task.start()
              .generate(List.of(prompt), 1, options.decoding(), task.random().child(step))
              .get(0)
              .get(0);
      double reward = task.requireReward().score(List.of(new Response(prompt, drawn.answer())))[0];
      double rate = 0.05 + 0.1 / (1 + Math.exp(-reward));
      return FakeMethods.step(task, AdamW.withLearningRate(rate), step, options.steps());
    }
  }

  /** Returns a wrapper, as best-of-n does. */
  static final class Wrapping extends Simple<Optimizer, None> implements OptimizerPlugin<None> {
    Wrapping() {
      super("wrapping", new None(), (o, c) -> new WrappingMethod());
    }
  }

  private record WrappingMethod() implements Optimizer {
    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public boolean makesTrainablePolicy() {
      return false;
    }

    @Override
    public void check(TrainablePolicy base) {
      if (base.contextLength() < 16) {
        throw new UserException("wrapping needs a context of 16");
      }
    }

    @Override
    public Policy optimize(OptimizationTask task) {
      return new Wrapper(task.start());
    }
  }

  /** Has two loops, one after the other, and the second begins where the first ended. */
  static final class Twice extends Simple<Optimizer, None> implements OptimizerPlugin<None> {
    Twice() {
      super(
          "twice",
          new None(),
          (o, c) ->
              method(
                  Set.of(),
                  t -> {
                    for (int loop = 0; loop < 2; loop++) {
                      int before = 3 * loop;
                      Steps.of(t.log(), "loop " + loop, 3, t.start())
                          .run(step -> step(t, AdamW.withLearningRate(0.03), before + step, 6));
                    }
                    return t.start();
                  }));
    }
  }

  /** Keeps no checkpoints. */
  static final class Loop extends Simple<Optimizer, None> implements OptimizerPlugin<None> {
    Loop() {
      super(
          "loop",
          new None(),
          (o, c) ->
              method(
                  Set.of(),
                  t -> {
                    for (int step = 0; step < 3; step++) {
                      t.log().step(step + 1, step(t, AdamW.withLearningRate(0.04), step, 3));
                    }
                    return t.start();
                  }));
    }
  }

  /** Needs a judge. */
  static final class Asking extends Simple<Optimizer, None> implements OptimizerPlugin<None> {
    Asking() {
      super(
          "asking",
          new None(),
          (o, c) ->
              method(
                  Set.of(Need.JUDGE),
                  t -> {
                    t.requireJudge();
                    return t.start();
                  }));
    }
  }

  /** Its loss is not a number in the third step. */
  static final class Diverging extends Simple<Optimizer, None> implements OptimizerPlugin<None> {
    Diverging() {
      super(
          "diverging",
          new None(),
          (o, c) ->
              method(
                  Set.of(),
                  t -> {
                    Steps.of(t.log(), "diverging", 9, t.start())
                        .run(
                            step -> {
                              if (step == 2) {
                                throw notANumber(t);
                              }
                              return step(t, AdamW.withLearningRate(0.1), step, 9);
                            });
                    return t.start();
                  }));
    }
  }

  /** Of a prompt of the data, and of one that is not. */
  private static NonFiniteLossException notANumber(OptimizationTask task) {
    TokenRow known =
        task.start().encode(task.demonstrations().get(2).prompt(), Answer.ofText("abab"));
    List<TokenRow> batch = List.of(ROW, known, ROW, ROW, ROW);
    return new NonFiniteLossException("the loss is NaN", new int[] {1, 4}, batch);
  }

  /** Has a mistake. */
  static final class Failing extends Simple<Optimizer, None> implements OptimizerPlugin<None> {
    Failing() {
      super(
          "failing",
          new None(),
          (o, c) ->
              method(
                  Set.of(),
                  t -> {
                    throw new IllegalStateException("a mistake");
                  }));
    }
  }

  private interface Step {
    Policy of(OptimizationTask task);
  }

  private static Optimizer method(Set<Need> needs, Step step) {
    return new Optimizer() {
      @Override
      public Set<Need> needs() {
        return needs;
      }

      @Override
      public Policy optimize(OptimizationTask task) {
        return step.of(task);
      }
    };
  }

  /** A policy that is no model of its own. */
  record Wrapper(Policy inner) implements Policy {
    @Override
    public int[] encode(Prompt prompt) {
      return inner.encode(prompt);
    }

    @Override
    public TokenRow encode(Prompt prompt, Answer answer) {
      return inner.encode(prompt, answer);
    }

    @Override
    public String decode(int[] tokens) {
      return inner.decode(tokens);
    }

    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return inner.generateFrom(prompts, n, decoding, random);
    }

    @Override
    public int contextLength() {
      return inner.contextLength();
    }

    @Override
    public void save(Path folder) {
      inner.save(folder);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
