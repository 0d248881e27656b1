package org.rlhf4j.evaluators.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.table.Cell;

/**
 * What a report shows of {@code group-alignment}.
 *
 * @param groups names
 * @param models for each model and group the likeness on each question
 * @param people the same for each group in the place of a model
 * @param reference a model, or null
 */
record GroupReport(
    List<String> groups,
    Map<String, Map<String, double[]>> models,
    Map<String, Map<String, double[]>> people,
    @Nullable String reference) {

  private static final double[] NONE = {};

  /** Of those values that are not NaN. */
  static Sample sample(double[] values) {
    return Sample.of(Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray());
  }

  List<DataTable> tables() {
    List<DataTable> tables = new ArrayList<>();
    tables.add(
        new DataTable(
            "group-alignment",
            "Likeness to groups (%)",
            "100 is the same distribution of answers on all questions. n: questions that the model"
                + " and any group answered. Standard errors over questions.",
            columns("model"),
            rows(models)));
    Map<String, double[]> before = reference == null ? null : models.get(reference);
    if (reference != null && before != null) {
      List<List<Cell>> rows = new ArrayList<>();
      models.forEach(
          (model, byGroup) -> {
            if (!model.equals(reference)) {
              rows.add(row(model, differences(byGroup, before)));
            }
          });
      tables.add(
          new DataTable(
              "group-alignment-change",
              "Change of likeness against " + reference + " (percentage points)",
              "Paired over questions.",
              columns("model"),
              rows));
    }
    tables.add(
        new DataTable(
            "groups",
            "Likeness of groups to each other (%)",
            "To compare with: what people have with people.",
            columns("group"),
            rows(people)));
    return tables;
  }

  private List<String> columns(String first) {
    List<String> columns = new ArrayList<>(List.of(first, "n"));
    columns.addAll(groups);
    columns.add("most like");
    return columns;
  }

  private List<List<Cell>> rows(Map<String, Map<String, double[]>> likeness) {
    List<List<Cell>> rows = new ArrayList<>();
    likeness.forEach((name, byGroup) -> rows.add(row(name, byGroup)));
    return rows;
  }

  private List<Cell> row(String name, Map<String, double[]> byGroup) {
    int n =
        groups.stream().mapToInt(g -> sample(byGroup.getOrDefault(g, NONE)).n()).max().orElse(0);
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(name), Cell.of((double) n)));
    String most = "";
    double highest = Double.NEGATIVE_INFINITY;
    for (String group : groups) {
      Sample sample = sample(byGroup.getOrDefault(group, NONE));
      cells.add(sample.n() == 0 ? Cell.of("-") : Cell.of(sample.mean(), sample.standardError()));
      if (!group.equals(name) && sample.mean() > highest) {
        highest = sample.mean();
        most = group;
      }
    }
    cells.add(Cell.of(most.isEmpty() ? "-" : most));
    return cells;
  }

  private Map<String, double[]> differences(
      Map<String, double[]> own, Map<String, double[]> before) {
    Map<String, double[]> differences = new LinkedHashMap<>();
    for (String group : groups) {
      double[] a = own.getOrDefault(group, NONE);
      double[] b = before.getOrDefault(group, NONE);
      double[] d = new double[a.length];
      Arrays.setAll(d, i -> a[i] - b[i]);
      differences.put(group, d);
    }
    return differences;
  }

  List<Chart> charts() {
    List<Chart.Series> series = new ArrayList<>();
    models.forEach(
        (model, byGroup) -> {
          List<Chart.Point> points = new ArrayList<>();
          for (String group : groups) {
            Sample sample = sample(byGroup.getOrDefault(group, NONE));
            if (sample.n() > 0) {
              points.add(Chart.Point.of(0, sample).labelled(group));
            }
          }
          series.add(new Chart.Series(model, Chart.Mark.POINTS, points));
        });
    return List.of(
        new Chart(
            "group-alignment",
            "Likeness to groups",
            "Means over questions with 95 % intervals from standard errors.",
            new Chart.Axis("group", "", Chart.Scale.CATEGORIES),
            Chart.Axis.of("likeness", "%"),
            series));
  }
}
