package org.rlhf4j.runner.fakes;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.runner.data.JsonLinesPlugin;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

/** Plugins of every kind that run in no time and need no engine. */
public final class Fakes {
  private Fakes() {}

  /** All of them. */
  public static Catalog catalog() {
    return Catalog.of(engineless());
  }

  /** All of them, and those that work with real methods. */
  public static List<Plugin<?, ?>> plugins() {
    List<Plugin<?, ?>> plugins = engineless();
    plugins.add(new Tabular());
    plugins.add(new MortalPolicy());
    return plugins;
  }

  private static List<Plugin<?, ?>> engineless() {
    List<Plugin<?, ?>> plugins = new ArrayList<>();
    plugins.add(new JsonLinesPlugin());
    plugins.add(new Words());
    plugins.add(new Transformer());
    plugins.add(new Untrainable());
    plugins.add(new ManyAs());
    plugins.add(new CountReward());
    plugins.add(new FittedReward());
    plugins.add(new CentredReward());
    plugins.add(new FakeGold());
    plugins.add(new FakeEvaluators.Share());
    plugins.add(new FakeEvaluators.Wins());
    plugins.add(new FakeEvaluators.Warning());
    plugins.addAll(FakeMethods.all());
    return plugins;
  }

  /** The number of "a" in a text. */
  static double as(String text) {
    return text.chars().filter(c -> c == 'a').count();
  }

  /** No options. */
  public record None() {}

  /** Makes something of options. */
  abstract static class Simple<T, O extends Record> implements Plugin<T, O> {
    private final String id;
    private final O defaults;
    private final BiFunction<O, PluginContext, T> maker;

    Simple(String id, O defaults, BiFunction<O, PluginContext, T> maker) {
      this.id = id;
      this.defaults = defaults;
      this.maker = maker;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String summary() {
      return "a fake that is called " + id;
    }

    @Override
    public O defaults() {
      return defaults;
    }

    @Override
    public T create(O options, PluginContext context) {
      return maker.apply(options, context);
    }
  }

  /** Options of {@link Words}. */
  public record WordsOptions(@Option(value = "how many rows", min = 1, max = 1000) int count) {}

  /** Prompts with demonstrations "aaa"; there are no preferences. */
  static final class Words extends Simple<DataSource, WordsOptions>
      implements DataSourcePlugin<WordsOptions> {
    Words() {
      super("words", new WordsOptions(8), (o, c) -> new WordsData(o.count(), c));
    }
  }

  private record WordsData(int count, PluginContext context) implements DataSource {
    @Override
    public List<Prompt> prompts() {
      return IntStream.range(0, count)
          .mapToObj(i -> new Prompt("w" + i, "say " + (int) (9 * context.random().uniform(i))))
          .toList();
    }

    @Override
    public List<Demonstration> demonstrations() {
      return prompts().stream().map(p -> new Demonstration(p, Answer.ofText("aaa"))).toList();
    }
  }

  /** Options of {@link Transformer}. */
  public record TransformerOptions(
      @Option("folder of a model") @Nullable String path,
      @Option(value = "probability of a", min = 0, max = 1) double skill,
      @Option(value = "most tokens", min = 2) int context) {}

  /** {@link FakePolicy}, loaded or made. */
  static final class Transformer extends Simple<Policy, TransformerOptions>
      implements PolicyPlugin<TransformerOptions> {
    Transformer() {
      super(
          "transformer",
          new TransformerOptions(null, 0.2, 64),
          (o, c) ->
              o.path() == null
                  ? new FakePolicy(o.skill(), o.context())
                  : FakePolicy.load(c.resolve(o.path())));
    }
  }

  /** A policy that is a table, which needs an engine for its gradients. */
  static final class Tabular extends Simple<Policy, None> implements PolicyPlugin<None> {
    private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(10, "a", "b", "c");

    Tabular() {
      super(
          "tabular",
          new None(),
          (o, c) -> new TabularPolicy(LANGUAGE, c.random().child("logits"), 0.5));
    }
  }

  /** Options of {@link MortalPolicy}. */
  public record MortalOptions(
      @Option(value = "that works until one dies", required = true)
          @Nullable Part<Policy> policy) {}

  /** Another policy, during whose work one may die. */
  static final class MortalPolicy extends Simple<Policy, MortalOptions>
      implements PolicyPlugin<MortalOptions> {
    MortalPolicy() {
      super(
          "mortal",
          new MortalOptions(null),
          (o, c) -> Mortal.policy((TrainablePolicy) c.create(o.policy())));
    }
  }

  /** A policy that does not learn. */
  static final class Untrainable extends Simple<Policy, None> implements PolicyPlugin<None> {
    Untrainable() {
      super("untrainable", new None(), (o, c) -> new FakeMethods.Wrapper(new FakePolicy(0.5, 64)));
    }
  }

  /** Options of {@link ManyAs}. */
  public record ManyAsOptions(
      @Option(value = "share of wrong labels", min = 0, max = 1) double flip) {}

  /** Prefers the answer with more "a", but for some labels that are flipped. */
  static final class ManyAs extends Simple<Judge, ManyAsOptions>
      implements JudgePlugin<ManyAsOptions> {
    ManyAs() {
      super("many-as", new ManyAsOptions(0), (o, c) -> judge(o, c));
    }

    private static Judge judge(ManyAsOptions options, PluginContext context) {
      return comparisons ->
          comparisons.stream()
              .map(
                  c -> {
                    Mortal.tick();
                    double d = as(c.first().text()) - as(c.second().text());
                    Verdict v = Verdict.of(d > 0 ? 1 : d < 0 ? 0 : 0.5);
                    boolean flip = context.random().child(c.id()).uniform(0) < options.flip();
                    return flip ? v.swapped() : v;
                  })
              .toList();
    }
  }

  /** The number of "a". */
  static final class CountReward extends Simple<RewardModel, None>
      implements RewardModelPlugin<None> {
    CountReward() {
      super(
          "count",
          new None(),
          (o, c) ->
              responses -> responses.stream().mapToDouble(r -> as(r.answer().text())).toArray());
    }
  }

  /** {@link FakeFittedReward}. */
  static final class FittedReward extends Simple<RewardModel, None>
      implements RewardModelPlugin<None> {
    FittedReward() {
      super("pairwise", new None(), (o, c) -> new FakeFittedReward());
    }
  }

  /** The number of "a" above the mean of all answers so far. */
  static final class CentredReward extends Simple<RewardModel, None>
      implements RewardModelPlugin<None> {
    CentredReward() {
      super("centred", new None(), (o, c) -> new Centred());
    }
  }

  private static final class Centred implements RewardModel, Stateful {
    private double sum;
    private int n;

    @Override
    public double[] score(List<Response> responses) {
      Mortal.tick();
      double[] scores = responses.stream().mapToDouble(r -> as(r.answer().text())).toArray();
      for (int i = 0; i < scores.length; i++) {
        sum += scores[i];
        n++;
        scores[i] -= sum / n;
      }
      return scores;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
      out.writeDouble(sum);
      out.writeInt(n);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      sum = in.readDouble();
      n = in.readInt();
    }
  }

  /** Options with everything in them that is read. */
  public record Everything(
      @Option(value = "a whole number", min = 1, max = 9) int whole,
      @Option("a long one") long big,
      @Option(value = "a number", min = 0) double real,
      @Option("yes or no") boolean yes,
      @Option("a text") String text,
      @Option(value = "must be there", required = true) @Nullable String needed,
      @Option("may be there") @Nullable Integer perhaps,
      @Option("a schedule") AdamW.Schedule schedule,
      @Option(value = "numbers", min = 0) List<Double> list,
      @Option("words by words") java.util.Map<String, String> map,
      @Option("nested") TrainingOptions training,
      @Option("nested, without a default") @Nullable Decoding decoding,
      @Option("no default and no constructor without arguments") @Nullable AdamW adam,
      @Option("a part") @Nullable Part<Judge> judge,
      @Option("parts") List<Part<Evaluator>> evaluators) {

    /** The defaults. */
    public static Everything defaults() {
      return new Everything(
          3,
          4,
          0.5,
          false,
          "text",
          null,
          null,
          AdamW.Schedule.LINEAR,
          List.of(1.0),
          java.util.Map.of(),
          TrainingOptions.of(8, 1, AdamW.withLearningRate(1e-3)),
          null,
          null,
          null,
          List.of());
    }
  }

  /** Only for its options. */
  static OptimizerPlugin<Everything> everything() {
    return new EverythingPlugin();
  }

  private static final class EverythingPlugin extends Simple<Optimizer, Everything>
      implements OptimizerPlugin<Everything> {
    EverythingPlugin() {
      super(
          "everything",
          Everything.defaults(),
          (o, c) -> {
            throw new IllegalStateException("never made");
          });
    }
  }
}
