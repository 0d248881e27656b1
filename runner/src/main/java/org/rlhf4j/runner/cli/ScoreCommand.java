package org.rlhf4j.runner.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.runner.data.BadRow;
import org.rlhf4j.runner.data.JsonLinesFile;
import org.rlhf4j.runner.data.Row;
import org.rlhf4j.runner.data.RowForms;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.log.Clock;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.AtomicFile;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.OwnTokens;
import org.rlhf4j.runner.run.Samples;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code score}: log-probabilities of given answers. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    header = "Computes log-probabilities of the answers in a file.",
    description =
        "Rows have prompt and completion, or prompt, chosen and rejected. Each row of the output"
            + " has id, promptTokens, and for each answer tokens, logProbs (natural logarithms),"
            + " entropies (nats) and sum. The end-of-sequence token counts as part of an answer."
            + " Answers that generate wrote are scored by their token ids, and so without"
            + " end-of-sequence where they were cut off.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ScoreCommand implements Callable<Integer> {
  /** Rows between two looks at the progress; the policy makes batches of its own inside. */
  private static final int CHUNK = 256;

  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;
  @Mixin private ModelOptions model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "JSON Lines with the answers.")
  private String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the scores go; an older file is replaced.")
  private Path out;

  /** A row's prompt with its answers by name: one without a name, or chosen and rejected. */
  private record Asked(int line, Prompt prompt, List<String> names, List<Answer> answers) {
    static Asked of(Row row) throws BadRow {
      if (RowForms.isPreference(row)) {
        Preference pair = RowForms.preference(row);
        return new Asked(
            row.line(),
            pair.prompt(),
            List.of("chosen", "rejected"),
            List.of(pair.chosen(), pair.rejected()));
      }
      Demonstration one = RowForms.demonstration(row);
      return new Asked(row.line(), one.prompt(), List.of(""), List.of(one.answer()));
    }
  }

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    InputFiles files = new InputFiles(s.places(), /* specFolder= */ null);
    Path input = files.resolve(data);
    try (Journal journal = new Journal(s.console())) {
      List<Asked> asked = new JsonLinesFile(input, 0, 0, journal.stage("score")).rows(Asked::of);
      score(s, files, input, asked, journal);
    }
    return 0;
  }

  private void score(
      Surroundings s, InputFiles files, Path input, List<Asked> asked, Journal journal) {
    Path output =
        OutFile.checked(
            s.places().working(), out, input, files.resolve(model.model()), common.folders(s));
    try (Policy policy = model.open(common.catalog(s), model.context(0, files, journal))) {
      StringBuilder rows = new StringBuilder();
      OwnTokens own = new OwnTokens(policy);
      try (Progress progress = journal.stage("score").progress("score", asked.size(), "rows")) {
        for (int from = 0; from < asked.size(); from += CHUNK) {
          int to = Math.min(asked.size(), from + CHUNK);
          score(asked.subList(from, to), policy, own, rows);
          progress.update(to, "");
        }
      }
      if (own.foreign() > 0) {
        journal.note(
            "the token ids of "
                + own.foreign()
                + " answers are those of another tokenizer; their text is scored");
      }
      AtomicFile.write(output, rows.toString());
      journal.note(asked.size() + " rows in " + Clock.words(journal.elapsed()) + ", in " + out);
    }
  }

  private static Likelihood likelihood(Policy policy) {
    return policy
        .likelihood()
        .orElseThrow(() -> new UserException("this policy has no likelihood to score answers by"));
  }

  private void score(List<Asked> chunk, Policy policy, OwnTokens own, StringBuilder lines) {
    List<TokenRow> rows = new ArrayList<>();
    for (Asked asked : chunk) {
      asked.answers.forEach(a -> rows.add(encode(asked, own.of(a), policy)));
    }
    List<TokenScores> scores = likelihood(policy).score(rows, 1.0);
    int next = 0;
    for (Asked asked : chunk) {
      JsonObject line = new JsonObject();
      line.addProperty("id", asked.prompt.id());
      line.add("promptTokens", Samples.numbers(rows.get(next).prompt()));
      for (String name : asked.names) {
        JsonObject into = line;
        if (!name.isEmpty()) {
          into = new JsonObject();
          line.add(name, into);
        }
        into.add("tokens", Samples.numbers(rows.get(next).completion()));
        into.add("logProbs", Samples.numbers(scores.get(next).logProbs()));
        into.add("entropies", Samples.numbers(scores.get(next).entropies()));
        into.add("sum", Samples.number(scores.get(next).sum()));
        next++;
      }
      lines.append(JsonText.line(line)).append('\n');
    }
  }

  private TokenRow encode(Asked asked, Answer answer, Policy policy) {
    TokenRow row = policy.encode(asked.prompt, answer);
    if (row.length() > policy.contextLength()) {
      throw new UserException(
          data
              + ", line "
              + asked.line
              + " has "
              + row.length()
              + " tokens, more than the model's context of "
              + policy.contextLength()
              + "; shorten it or leave it out");
    }
    return row;
  }
}
