package org.rlhf4j.evaluators.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;

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

  /** A model or a group, and its likeness to each group on each question. */
  private record Alike(String name, Map<String, double[]> byGroup) {
    Sample to(String group) {
      return sample(byGroup.getOrDefault(group, NONE));
    }
  }

  List<DataTable> tables() {
    List<DataTable> tables = new ArrayList<>();
    tables.add(
        table(
            "group-alignment",
            "Likeness to groups (%)",
            "100 is the same distribution of answers on all questions. n: questions that the model"
                + " and any group answered. Standard errors over questions.",
            "model",
            models));
    Map<String, double[]> before = reference == null ? null : models.get(reference);
    if (reference != null && before != null) {
      Map<String, Map<String, double[]>> changes = new LinkedHashMap<>();
      models.forEach(
          (model, byGroup) -> {
            if (!model.equals(reference)) {
              changes.put(model, differences(byGroup, before));
            }
          });
      tables.add(
          table(
              "group-alignment-change",
              "Change of likeness against " + reference + " (percentage points)",
              "Paired over questions.",
              "model",
              changes));
    }
    tables.add(
        table(
            "groups",
            "Likeness of groups to each other (%)",
            "To compare with: what people have with people.",
            "group",
            people));
    return tables;
  }

  private DataTable table(
      String id,
      String title,
      String caption,
      String first,
      Map<String, Map<String, double[]>> likeness) {
    List<Alike> rows = new ArrayList<>();
    likeness.forEach((name, byGroup) -> rows.add(new Alike(name, byGroup)));
    List<Column<Alike>> columns = new ArrayList<>();
    columns.add(Column.text(first, Alike::name));
    columns.add(
        Column.number("n", a -> groups.stream().mapToInt(g -> a.to(g).n()).max().orElse(0)));
    for (String group : groups) {
      columns.add(
          Column.of(group, a -> a.to(group).n() == 0 ? Cell.of("-") : Cell.of(a.to(group))));
    }
    columns.add(Column.text("most like", this::mostLike));
    return DataTable.of(id, title, caption, columns, rows);
  }

  /** The group that it is most like, but for itself. */
  private String mostLike(Alike one) {
    return groups.stream()
        .filter(group -> !group.equals(one.name) && one.to(group).n() > 0)
        .max(Comparator.comparingDouble(group -> one.to(group).mean()))
        .orElse("-");
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
