package org.rlhf4j.runner.fakes;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.Progress;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.runner.fakes.Fakes.None;
import org.rlhf4j.runner.fakes.Fakes.Simple;

/** Methods that ask for what their namesakes ask for, and learn by {@link FakePolicy#update}. */
final class FakeMethods {
  private FakeMethods() {}

  static List<Plugin<?, ?>> all() {
    return List.of(
        new Trained("sft", Need.DEMONSTRATIONS),
        new Trained("dpo", Need.PREFERENCES),
        new Ppo(),
        new Wrapping(),
        new Asking(),
        new Diverging(),
        new Failing(),
        Fakes.everything());
  }

  /** What a step logs. */
  public record FakeStep(
      @Metric(name = "loss", doc = "1 - skill") double loss,
      @Metric(name = "learning_rate", doc = "of this step") double learningRate,
      @Metric(name = "nothing", doc = "never a number") double nothing) {}

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
    public Policy optimize(OptimizationTask task) {
      int examples =
          need == Need.DEMONSTRATIONS ? task.demonstrations().size() : task.preferences().size();
      TrainingOptions training = options.training();
      List<int[]> steps = training.steps(examples, task.random().child("shuffle"));
      try (Progress progress = task.log().progress("training", steps.size(), "steps")) {
        for (int step = 0; step < steps.size(); step++) {
          step(task, training.optimizer(), step, steps.size());
          progress.update(step + 1L, "loss 1");
        }
      }
      return task.start();
    }
  }

  private static void step(OptimizationTask task, AdamW rule, int step, int steps) {
    TrainingBatch batch =
        TrainingBatch.ofRows(List.of(new TokenRow(new int[] {1}, new int[] {'a'})));
    double loss =
        task.start()
            .update(
                batch,
                micro -> {
                  throw new IllegalStateException("never asked");
                },
                rule.at(step, steps))
            .loss();
    task.log().step(step + 1, new FakeStep(loss, rule.learningRate(), Double.NaN));
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
      for (int step = 0; step < options.steps(); step++) {
        Prompt prompt = task.prompts().get(step % task.prompts().size());
        List<Prompt> prompts = List.of(prompt);
        Completion drawn =
            task.start()
                .generate(prompts, 1, options.decoding(), task.random().child(step))
                .get(0)
                .get(0);
        task.requireReward().score(List.of(new Response(prompt, drawn.answer())));
        step(task, AdamW.withLearningRate(0.2), step, options.steps());
      }
      return task.start();
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
                    step(t, AdamW.withLearningRate(0.1), 0, 9);
                    step(t, AdamW.withLearningRate(0.1), 1, 9);
                    throw new NonFiniteLossException("the loss is NaN", new int[] {1, 4});
                  }));
    }
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
    public List<TokenScores> score(List<TokenRow> rows, double temperature) {
      throw new UnsupportedOperationException();
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
