package org.rlhf4j.evaluators.verifiable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.inputs.Items;
import org.rlhf4j.evaluators.judging.FileProblems;

/** Implements {@link VerifiablePlugin} for answers of a file. */
record Outputs(VerifiableOptions options, InputFile<Output> file) implements Evaluator {

  /**
   * Reads a file.
   *
   * @throws UserException if not all generators answer the same prompts, or the rows of a prompt do
   *     not have one right answer
   */
  static Outputs read(VerifiableOptions options, String path, PluginContext context) {
    InputFile<Output> file = InputFile.read(context, path, row -> Output.of(row, options.form()));
    String what = "verifiable: outputs";
    Map<String, Output> first = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Output row : file.rows()) {
      Output other = first.putIfAbsent(row.prompt(), row);
      if (other != null && !other.expected().equals(row.expected())) {
        problems.add(
            path
                + " line "
                + row.line()
                + ": the right answer is \""
                + row.expected()
                + "\" here and \""
                + other.expected()
                + "\" in line "
                + other.line()
                + ": files of different versions");
      }
    }
    FileProblems.refuse(what, problems);
    Items.check(
        what,
        path,
        "generator",
        /* once= */ false, // rows of one prompt are its samples
        file.rows().stream()
            .map(o -> new Items.Item(o.line(), o.generator(), "\"" + o.prompt() + "\"", o.right()))
            .toList());
    return new Outputs(options, file);
  }

  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<String> columns() {
    return new VerifiableReport(options, List.of()).columns();
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return Work.nothing();
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Map<String, List<Output>> byGenerator =
        file.rows().stream()
            .collect(
                Collectors.groupingBy(Output::generator, LinkedHashMap::new, Collectors.toList()));
    List<Checked> found = new ArrayList<>();
    byGenerator.forEach((generator, rows) -> found.add(checked(generator, rows)));
    return new VerifiableReport(options, found).on(file.basis());
  }

  private Checked checked(String generator, List<Output> rows) {
    Map<String, List<Output>> byPrompt =
        rows.stream()
            .collect(
                Collectors.groupingBy(Output::prompt, LinkedHashMap::new, Collectors.toList()));
    int[] answers = byPrompt.values().stream().mapToInt(List::size).toArray();
    int[] right =
        byPrompt.values().stream()
            .mapToInt(p -> (int) p.stream().filter(Output::right).count())
            .toArray();
    Checked checked =
        new Checked(generator, answers, right, (int) rows.stream().filter(Output::unread).count());
    int most = checked.ladder().get(checked.ladder().size() - 1);
    for (int k : options.k()) {
      if (k > most) {
        throw new UserException(
            "verifiable: pass@"
                + k
                + " needs as many answers to each prompt; one of \""
                + generator
                + "\" has "
                + most);
      }
    }
    return checked;
  }
}
