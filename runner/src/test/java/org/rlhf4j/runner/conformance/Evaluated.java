package org.rlhf4j.runner.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.PathRoots;
import org.rlhf4j.runner.run.RunContext;
import org.rlhf4j.runner.spec.OptionsReader;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.testkit.DataFolder;

/** Evaluators of the real catalog, as specs name them, on public data that nobody here wrote. */
record Evaluated(Evaluation evaluation) {

  /** An evaluator in a spec. */
  public record Holder(@Option("an evaluator") @Nullable Part<Evaluator> evaluate) {}

  /** A public data set. */
  static Path data(String path) {
    return DataFolder.file("data/" + path);
  }

  /**
   * What an evaluator finds in a file.
   *
   * @param part the evaluator as JSON; {@code FILE} stands for the file
   */
  static Evaluated of(String part, Path file) {
    return of(
        part.replace("FILE", file.toString()),
        new EvaluationTask(
            List.of(), List.of(), null, null, RandomStream.ofSeed(9), RunLog.silent()));
  }

  /** What an evaluator finds in a run. */
  static Evaluated of(String part, EvaluationTask task) {
    JsonDocument document = JsonDocument.parse("spec", "{\"evaluate\": " + part + "}");
    Problems problems = new Problems();
    Holder holder =
        new OptionsReader(Catalog.load(List.of()), problems)
            .read(new Holder(null), document.root(), "");
    assertTrue(problems.isEmpty(), () -> String.valueOf(problems.in(document).getMessage()));
    PathRoots places = new PathRoots(Path.of("").toAbsolutePath(), null, Path.of("data"));
    RunContext context = RunContext.root(5, new InputFiles(places, null), "cpu", RunLog.silent());
    try (Evaluator evaluator = context.create(Objects.requireNonNull(holder.evaluate()))) {
      return new Evaluated(evaluator.evaluate(task));
    }
  }

  /** A number of a table: of the row that begins with these texts, in this column. */
  double number(String table, String column, String... row) {
    DataTable found =
        evaluation.tables().stream().filter(t -> t.id().equals(table)).findFirst().orElseThrow();
    int place = found.columns().indexOf(column);
    return found.rows().stream()
        .filter(cells -> begins(cells, row))
        .findFirst()
        .orElseThrow(() -> new AssertionError(List.of(row) + " is not in " + table))
        .get(place)
        .value();
  }

  private static boolean begins(List<Cell> cells, String[] row) {
    for (int i = 0; i < row.length; i++) {
      if (!cells.get(i).text().equals(row[i])) {
        return false;
      }
    }
    return true;
  }
}
