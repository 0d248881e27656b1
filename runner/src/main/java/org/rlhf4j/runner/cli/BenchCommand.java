package org.rlhf4j.runner.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.runner.bench.Bench;
import org.rlhf4j.runner.bench.Job;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.RunContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code bench}: how fast it is. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    header = "Times generation, scoring or training steps.",
    description =
        "Works with random tokens and prints one JSON line a repeat. Rows have P + N tokens with P"
            + " in the prompt; of the rows of score and of methods that imitate, all but the first"
            + " count. Tokens are those generated, or all tokens of the rows where nothing is"
            + " generated. Lines of methods say how the seconds were spent.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BenchCommand implements Callable<Integer> {
  private static final int SEED = 1;
  private static final int MOST = 1_000_000;

  /** Where answers end. */
  private enum Stop {
    NONE,
    UNIFORM
  }

  /** What scores answers. */
  private enum Kind {
    NETWORK,
    RULE
  }

  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;
  @Mixin private ModelOptions model;

  @Option(
      names = "--case",
      required = true,
      paramLabel = "CASE",
      description = "generate, score, or a method: sft, dpo, ppo, and so on.")
  private String work;

  @Option(
      names = "--batch",
      required = true,
      paramLabel = "B",
      description = "Prompts, rows or pairs at once.")
  private int batch;

  @Option(
      names = "--answers",
      defaultValue = "0",
      paramLabel = "A",
      description = "Answers to each prompt. Default: 1, or what a method prefers")
  private int answers;

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "P",
      description = "Tokens of a prompt.")
  private int prompt;

  @Option(names = "--new", required = true, paramLabel = "N", description = "Tokens of an answer.")
  private int fresh;

  @Option(
      names = "--stop",
      defaultValue = "none",
      paramLabel = "WHERE",
      description =
          "Where answers of generate end: none (all have N tokens) or uniform (lengths uniform in"
              + " 1..N; only their own tokens count). Default: ${DEFAULT-VALUE}")
  private Stop stop;

  @Option(
      names = "--rows",
      defaultValue = "0",
      paramLabel = "R",
      description = "Sequences sampled at once. Default: the model's own choice")
  private int rows;

  @Option(
      names = "--adapter",
      defaultValue = "0",
      paramLabel = "RANK",
      description =
          "Train low-rank adapters of this rank on all linear layers. Default: all weights")
  private int adapter;

  @Option(
      names = "--reward",
      paramLabel = "KIND",
      description =
          "What scores answers: network (of the policy's size) or rule (costs nothing). Default:"
              + " network for ppo, rule for others")
  private @Nullable Kind reward;

  @Option(
      names = "--repeats",
      defaultValue = "5",
      paramLabel = "R",
      description = "How often to time. Default: ${DEFAULT-VALUE}")
  private int repeats;

  @Option(
      names = "--warmup",
      defaultValue = "1",
      paramLabel = "W",
      description = "How often to do it before. Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Override
  public Integer call() {
    requireWithin("--batch", batch, 1);
    requireWithin("--prompt", prompt, 1);
    requireWithin("--new", fresh, 1);
    requireWithin("--repeats", repeats, 1);
    requireWithin("--warmup", warmup, 0);
    requireWithin("--answers", answers, 0);
    requireWithin("--rows", rows, 0);
    requireWithin("--adapter", adapter, 0);
    if (stop == Stop.UNIFORM && !work.equals(Job.GENERATE)) {
      throw new UserException("--stop uniform is for --case generate only");
    }
    Surroundings s = program.surroundings();
    Catalog catalog = common.catalog(s);
    InputFiles files = new InputFiles(s.places(), /* specFolder= */ null);
    if (!work.equals(Job.GENERATE) && !work.equals(Job.SCORE)) {
      catalog.get(OptimizerPlugin.class, work); // before the model is opened
    }
    boolean network = reward == null ? work.equals("ppo") : reward == Kind.NETWORK;
    boolean ragged = stop == Stop.UNIFORM;
    Job job = new Job(work, batch, answers, prompt, fresh, ragged, network, repeats, warmup);
    JsonObject options = new JsonObject();
    if (rows > 0) {
      options.addProperty("generationRows", rows);
    }
    if (adapter > 0) {
      JsonObject lora = new JsonObject();
      lora.addProperty("rank", adapter);
      lora.addProperty("alpha", 2 * adapter);
      options.add("adapter", lora);
    }
    try (Journal journal = new Journal(s.console())) {
      RunContext context = model.context(SEED, files, journal);
      int vocabulary = vocabulary(files.resolve(model.model()));
      try (Bench bench =
          new Bench(
              job,
              trainable(model.open(catalog, context, options)),
              vocabulary,
              context.random(),
              line -> print(s, line))) {
        bench.run(methods(catalog, context));
      }
    }
    return 0;
  }

  private static Bench.Methods methods(Catalog catalog, RunContext context) {
    return new Bench.Methods() {
      @Override
      public Set<String> options(String id) {
        Record defaults = catalog.get(OptimizerPlugin.class, id).defaults();
        return Arrays.stream(defaults.getClass().getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toSet());
      }

      @Override
      public Optimizer make(String id, JsonObject options) {
        return ModelOptions.method(catalog, id, options, context);
      }
    };
  }

  private static void requireWithin(String option, int value, int least) {
    if (value < least || value > MOST) {
      throw new UserException(
          option + " must be at least " + least + " and at most " + MOST + ", but is " + value);
    }
  }

  private static void print(Surroundings s, JsonObject line) {
    s.console().out().println(JsonText.line(line));
    s.console().out().flush();
  }

  private TrainablePolicy trainable(Policy policy) {
    if (!(policy instanceof TrainablePolicy trainable)) {
      throw new UserException(model.model() + " cannot be trained");
    }
    if (prompt + fresh > policy.contextLength()) {
      throw new UserException(
          "--prompt and --new make "
              + (prompt + fresh)
              + " tokens, more than the model's context of "
              + policy.contextLength());
    }
    return trainable;
  }

  /** How many token ids there are: {@code vocab_size} of the model's config.json. */
  private static int vocabulary(Path folder) {
    JsonDocument config = JsonDocument.read(folder.resolve("config.json"));
    if (config.root() instanceof JsonObject json
        && json.get("vocab_size") instanceof JsonPrimitive size
        && size.isNumber()) {
      return size.getAsInt();
    }
    throw new UserException(config.name() + " has no vocab_size");
  }
}
