package org.rlhf4j.runner.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.lint.Lint;
import org.rlhf4j.runner.lint.LintFinding;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.InputFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code lint}: what is wrong with a data set. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    header = "Examines a data set before a model is trained on it.",
    description =
        "Finds bad rows, identical, reversed and doubled pairs, empty answers, prompts of the"
            + " evaluation, mixed dialog templates, what length alone tells of the labels, and with"
            + " --model special tokens that stand there twice or as text, answers that the context"
            + " cuts off, and tokens that cross from prompt to answer.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no errors (warnings may be)", "1:errors", "2:wrong input"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class LintCommand implements Callable<Integer> {
  private static final int FOUND = 1;

  /** More lines than anybody reads on a screen. */
  private static final int SHOWN_LINES = 20;

  private static final int SHOWN_FINDINGS = 50;

  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "DATA", description = "JSON Lines: prompts, demonstrations or pairs.")
  private String data;

  @Option(
      names = "--evaluation",
      paramLabel = "FILE",
      description = "JSON Lines with the prompts that must not be trained on.")
  private @Nullable String evaluation;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model to be trained, for what becomes of the rows as its tokens.")
  private @Nullable String model;

  @Option(
      names = "--allow",
      paramLabel = "RULE",
      description = "A rule whose errors shall not fail; may be given several times.")
  private List<String> allowed = List.of();

  @Option(names = "--all", description = "Show all findings, and the numbers of all lines.")
  private boolean all;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    InputFiles files = new InputFiles(s.places(), /* specFolder= */ null);
    Path file = files.resolve(data);
    Path held = evaluation == null ? null : files.resolve(evaluation);
    Lint lint;
    try (Journal journal = new Journal(s.console())) {
      lint = lint(s, files, file, held, journal);
    }
    checkAllowed(lint);
    print(lint, s.console().out());
    return lint.fails(allowed) ? FOUND : 0;
  }

  private Lint lint(
      Surroundings s, InputFiles files, Path file, @Nullable Path held, Journal journal) {
    if (model == null) {
      return Lint.of(file, held, null, journal.stage("lint"));
    }
    try (Policy policy =
        ModelOptions.open(common.catalog(s), model, ModelOptions.context("cpu", files, journal))) {
      return Lint.of(file, held, policy, journal.stage("lint"));
    }
  }

  /** A rule that is misspelt would allow nothing, without a word. */
  private void checkAllowed(Lint lint) {
    List<String> found = lint.findings().stream().map(LintFinding::rule).toList();
    for (String rule : allowed) {
      String near = found.contains(rule) ? "" : Suggestion.among(rule, found);
      if (!near.isEmpty()) {
        throw new UserException(
            "--allow: nothing was found by a rule \"" + rule + "\"; " + near.strip());
      }
    }
  }

  private void print(Lint lint, PrintWriter out) {
    out.println(data + ": " + lint.rows() + " rows, " + lint.pairs() + " of them pairs");
    if (lint.length() != null) {
      out.println(Objects.requireNonNull(lint.length()));
    }
    int shown = all ? lint.findings().size() : Math.min(SHOWN_FINDINGS, lint.findings().size());
    for (LintFinding finding : lint.findings().subList(0, shown)) {
      out.println();
      out.println(
          (finding.severity() == LintFinding.Severity.ERROR ? "error " : "warning ")
              + finding.rule()
              + (allowed.contains(finding.rule()) ? " (allowed)" : "")
              + ": "
              + Excerpt.text(finding.message(), Excerpt.LETTERS));
      if (!finding.lines().isEmpty()) {
        out.println("  " + rows(finding.lines()));
      }
    }
    if (shown < lint.findings().size()) {
      out.println();
      out.println(
          "... and " + (lint.findings().size() - shown) + " more findings (--all shows them all)");
    }
    if (lint.findings().isEmpty()) {
      out.println("nothing found");
    }
  }

  private String rows(List<Integer> lines) {
    int shown = all ? lines.size() : Math.min(SHOWN_LINES, lines.size());
    String numbers =
        lines.subList(0, shown).stream().map(String::valueOf).collect(Collectors.joining(", "));
    return (lines.size() == 1 ? "1 row, line " : lines.size() + " rows, lines ")
        + numbers
        + (shown < lines.size() ? " ... (--all shows them all)" : "");
  }
}
