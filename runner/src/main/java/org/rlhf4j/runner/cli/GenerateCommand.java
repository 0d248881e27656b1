package org.rlhf4j.runner.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.data.JsonLinesFile;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.log.Clock;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.AtomicFile;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.RunContext;
import org.rlhf4j.runner.run.Samples;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code generate}: a model answers prompts of a file. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    header = "Lets a model answer the prompts of a file.",
    description =
        "Each row of the output has id, prompt, completion, tokens, finish (stop or length) and"
            + " logProbs (natural logarithms, of the model itself). The draws of a prompt depend on"
            + " the seed and on its place in the file.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class GenerateCommand implements Callable<Integer> {
  private static final int MOST_SAMPLES = 1_000_000;

  @ParentCommand private Rlhf4j program;
  @Spec private CommandSpec command;
  @Mixin private CommonOptions common;
  @Mixin private ModelOptions model;

  @Option(
      names = "--prompts",
      required = true,
      paramLabel = "FILE",
      description = "JSON Lines with the prompts.")
  private String prompts;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the answers go; an older file is replaced.")
  private Path out;

  @Option(
      names = "--temperature",
      defaultValue = "1",
      description = "Divides the logits; 0 is greedy. Default: ${DEFAULT-VALUE}")
  private double temperature;

  @Option(
      names = "--top-k",
      defaultValue = "0",
      description = "Keep the k most probable tokens; 0 keeps all. Default: ${DEFAULT-VALUE}")
  private int topK;

  @Option(
      names = "--top-p",
      defaultValue = "1",
      description =
          "Keep the most probable tokens up to this total probability."
              + " Default: ${DEFAULT-VALUE}")
  private double topP;

  @Option(names = "--greedy", description = "Always the most probable token.")
  private boolean greedy;

  @Option(
      names = "--max-new-tokens",
      defaultValue = "64",
      description = "Most tokens of an answer. Default: ${DEFAULT-VALUE}")
  private int maxNewTokens;

  @Option(
      names = "--n",
      defaultValue = "1",
      description =
          "Answers to each prompt; rows then have their sample's number."
              + " Default: ${DEFAULT-VALUE}")
  private int n;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same answers. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Decoding decoding = decoding();
    InputFiles files = new InputFiles(s.places(), /* specFolder= */ null);
    Path input = files.resolve(prompts);
    try (Journal journal = new Journal(s.console())) {
      List<Prompt> asked = new JsonLinesFile(input, 0, 0, journal.stage("generate")).prompts();
      Path output =
          OutFile.checked(
              s.places().working(), out, input, files.resolve(model.model()), common.folders(s));
      RunContext context = model.context(seed, files, journal);
      try (Policy policy = model.open(common.catalog(s), context)) {
        StringBuilder rows = new StringBuilder();
        List<List<Completion>> answers =
            policy.generate(asked, n, decoding, context.random().child("sampling"));
        for (int p = 0; p < asked.size(); p++) {
          for (int k = 0; k < n; k++) {
            rows.append(row(asked.get(p), k, answers.get(p).get(k))).append('\n');
          }
        }
        AtomicFile.write(output, rows.toString());
        journal.note(
            (long) asked.size() * n
                + " answers in "
                + Clock.words(journal.elapsed())
                + ", in "
                + out
                + " ("
                + settings(decoding)
                + ")");
      }
    }
    return 0;
  }

  private Decoding decoding() {
    if (n < 1 || n > MOST_SAMPLES) {
      throw new UserException("--n must be in [1, " + MOST_SAMPLES + "], but is " + n);
    }
    for (String option : List.of("--temperature", "--top-k", "--top-p")) {
      if (greedy && command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new UserException(
            "--greedy takes the most probable token, so that "
                + option
                + " means nothing beside it;"
                + " leave one of them out");
      }
    }
    if (n > 1 && (greedy || temperature == 0)) {
      throw new UserException(
          "greedy answers to a prompt are all the same; --n " + n + " needs a temperature above 0");
    }
    try {
      return greedy
          ? Decoding.greedy(maxNewTokens)
          : new Decoding(temperature, topK, topP, maxNewTokens);
    } catch (IllegalArgumentException e) {
      throw new UserException(String.valueOf(e.getMessage()), e);
    }
  }

  private String settings(Decoding decoding) {
    String draws =
        decoding.temperature() == 0
            ? "greedy"
            : "temperature "
                + decoding.temperature()
                + ", top-k "
                + decoding.topK()
                + ", top-p "
                + decoding.topP();
    return "seed "
        + seed
        + ", "
        + draws
        + ", at most "
        + decoding.maxNewTokens()
        + " new tokens, device "
        + model.device();
  }

  private String row(Prompt prompt, int sample, Completion completion) {
    JsonObject row = Samples.row(prompt, completion);
    row.add("logProbs", Samples.numbers(completion.logProbs()));
    if (n > 1) {
      row.addProperty("sample", sample);
    }
    return JsonText.line(row);
  }
}
