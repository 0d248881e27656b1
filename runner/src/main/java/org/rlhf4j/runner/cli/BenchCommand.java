package org.rlhf4j.runner.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
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
        "Works with random tokens and prints one JSON line a repeat. Tokens are those generated for"
            + " generate and ppo, else all tokens of the rows. Rows of generate, dpo and ppo have P"
            + " + N tokens with P in the prompt; rows of score and sft as many, and all but the"
            + " first count.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BenchCommand implements Callable<Integer> {
  private static final int SEED = 1;
  private static final int MOST = 1_000_000;

  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;
  @Mixin private ModelOptions model;

  @Option(
      names = "--case",
      required = true,
      paramLabel = "CASE",
      converter = WorkNames.class,
      description = "generate, score, sft, dpo or ppo.")
  private Job.Work work;

  @Option(
      names = "--batch",
      required = true,
      paramLabel = "B",
      description = "Rows at once; pairs for dpo.")
  private int batch;

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "P",
      description = "Tokens of a prompt.")
  private int prompt;

  @Option(names = "--new", required = true, paramLabel = "N", description = "Tokens of an answer.")
  private int fresh;

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
    Surroundings s = program.surroundings();
    Catalog catalog = common.catalog(s);
    InputFiles files = new InputFiles(s.places(), /* specFolder= */ null);
    Job job = new Job(work, batch, prompt, fresh, repeats, warmup);
    try (Journal journal = new Journal(s.console())) {
      RunContext context = model.context(SEED, files, journal);
      int vocabulary = vocabulary(files.resolve(model.model()));
      try (Bench bench =
          new Bench(
              job,
              trainable(model.open(catalog, context)),
              vocabulary,
              context.random(),
              line -> print(s, line))) {
        bench.run((id, options) -> ModelOptions.method(catalog, id, options, context));
      }
    }
    return 0;
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
