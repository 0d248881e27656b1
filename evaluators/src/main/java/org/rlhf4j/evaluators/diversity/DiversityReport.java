package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;

/** What a report shows of {@code mode-collapse}. */
record DiversityReport(
    List<Diversity> found, List<SetMeasure> measures, ModeCollapseOptions options) {

  private static final String WITHIN = "per prompt";
  private static final String ACROSS = "across prompts";

  List<DataTable> tables() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Diversity one : found) {
      rows.add(row(one, WITHIN, one.perPrompt(), one.entropies()));
      rows.add(row(one, ACROSS, one.across(), Map.of()));
    }
    List<String> columns = new ArrayList<>(List.of("method", "answers", "n"));
    columns.add(Diversity.ANSWER_ENTROPY + " (nats)");
    columns.add(Diversity.TOKEN_ENTROPY + " (nats/token)");
    measures.forEach(
        m -> columns.add(m.name() + (m.unit().isEmpty() ? "" : " (" + m.unit() + ")")));
    return List.of(
        new DataTable(
            "diversity",
            "Diversity",
            "Per prompt: over "
                + options.samples()
                + " answers to a prompt, mean over n prompts. Across prompts: over one answer to"
                + " each prompt, mean over n draws of all answers, with the prompts as given."
                + embedded(),
            columns,
            rows));
  }

  private String embedded() {
    boolean any = measures.stream().anyMatch(m -> m.name().equals(SetMeasure.EMBEDDING));
    return !any
        ? ""
        : " Embedding distance is by the hidden states of "
            + (options.embedder() == null
                ? options.reference()
                : options.embedder().plugin().id() + " of the option embedder")
            + ", the same for all methods.";
  }

  private List<Cell> row(
      Diversity one,
      String scope,
      Map<String, PromptEstimate> values,
      Map<String, PromptEstimate> entropies) {
    int n = values.values().stream().mapToInt(PromptEstimate::n).max().orElse(0);
    List<Cell> cells =
        new ArrayList<>(List.of(Cell.of(one.subject()), Cell.of(scope), Cell.of((double) n)));
    cells.add(cell(entropies.get(Diversity.ANSWER_ENTROPY), n));
    cells.add(cell(entropies.get(Diversity.TOKEN_ENTROPY), n));
    measures.forEach(m -> cells.add(cell(values.get(m.name()), n)));
    return cells;
  }

  /** A number that rests on fewer observations than its row says so. */
  private static Cell cell(@Nullable PromptEstimate estimate, int n) {
    if (estimate == null || estimate.n() == 0) {
      return Cell.of("-");
    }
    return estimate.n() == n
        ? Cell.of(estimate.value(), estimate.standardError())
        : Cell.of(
            String.format(
                Locale.ROOT,
                "%.3g ± %.2g (n = %d)",
                estimate.value(),
                estimate.standardError(),
                estimate.n()));
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    List<Chart.Series> entropy =
        series("token entropy", d -> d.entropies().get(Diversity.TOKEN_ENTROPY)).stream().toList();
    charts.add(
        bars(
            "entropy",
            "Entropy of tokens",
            "How open the next token is, on average.",
            "nats",
            entropy));
    for (SetMeasure measure : measures) {
      List<Chart.Series> both = new ArrayList<>();
      both.addAll(series(WITHIN, d -> d.perPrompt().get(measure.name())));
      both.addAll(series(ACROSS, d -> d.across().get(measure.name())));
      charts.add(
          bars(
              measure.name().toLowerCase(Locale.ROOT).replace(' ', '-'),
              measure.name(),
              "Within the answers to a prompt, and across one answer to each prompt.",
              measure.unit(),
              both));
    }
    return charts.stream().filter(c -> !c.series().isEmpty()).toList();
  }

  private List<Chart.Series> series(
      String name, Function<Diversity, @Nullable PromptEstimate> estimate) {
    List<Chart.Point> points =
        found.stream()
            .map(d -> point(d.subject(), estimate.apply(d)))
            .filter(Objects::nonNull)
            .toList();
    return points.isEmpty() ? List.of() : List.of(new Chart.Series(name, Chart.Mark.BARS, points));
  }

  private static Chart.@Nullable Point point(String subject, @Nullable PromptEstimate e) {
    return e == null || Double.isNaN(e.value())
        ? null
        : Chart.Point.of(0, e.value(), e.interval()).labelled(subject);
  }

  private static Chart bars(
      String id, String title, String caption, String unit, List<Chart.Series> series) {
    return new Chart(
        id,
        title,
        caption + " Intervals are 95 %, Student's from standard errors.",
        new Chart.Axis("method", "", Chart.Scale.CATEGORIES),
        Chart.Axis.of(title, unit),
        series);
  }
}
