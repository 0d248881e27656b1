package org.rlhf4j.evaluators.verifiable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.evaluators.inputs.InputFile;

/** Implements {@link VerifiablePlugin} for answers of a file. */
record Outputs(VerifiableOptions options, InputFile<Output> file) implements Evaluator {

  @Override
  public List<String> columns() {
    return new VerifiableReport(options, List.of()).columns();
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
