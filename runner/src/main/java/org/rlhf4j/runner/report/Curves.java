package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;

/** One chart for each metric of the steps, with all methods that have it. */
final class Curves {
  /** What a reader looks at first; metrics whose names hold none of these come later. */
  private static final List<String> FIRST =
      List.of(
          "reward", "score", "kl", "entropy", "length", "clip", "ratio", "loss", "accurac",
          "margin");

  /** What tells how a training was paced, and nothing of what it did. */
  private static final Set<String> LAST =
      Set.of("learning_rate", "lr", "epoch", "episode", "num_tokens", "round");

  private Curves() {}

  static List<Plot> of(List<Group> groups, Names names) {
    Map<String, List<Plot.Series>> byMetric = new LinkedHashMap<>();
    Map<String, Set<String>> meanings = new LinkedHashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      for (RunData run : group.runs()) {
        for (Map.Entry<String, Map<String, List<Point>>> metric :
            run.metrics().curves().entrySet()) {
          for (Map.Entry<String, List<Point>> method : metric.getValue().entrySet()) {
            String name = method.getKey();
            byMetric
                .computeIfAbsent(metric.getKey(), m -> new ArrayList<>())
                .add(new Plot.Series(group.qualified(name), name, g, Mark.LINE, method.getValue()));
          }
          String meaning = run.metrics().meaning(metric.getKey());
          if (!meaning.isEmpty()) {
            meanings.computeIfAbsent(metric.getKey(), m -> new LinkedHashSet<>()).add(meaning);
          }
        }
      }
    }
    return byMetric.keySet().stream()
        .sorted(
            Comparator.comparingInt(Curves::rank)
                .thenComparing(metric -> -Objects.requireNonNull(byMetric.get(metric)).size()))
        .map(
            metric ->
                new Plot(
                    names.unique("training-" + Html.id(metric)),
                    Plot.Kind.CURVES,
                    metric,
                    String.join("; ", meanings.getOrDefault(metric, Set.of())),
                    Chart.Axis.of("step", ""),
                    Chart.Axis.of(metric, ""),
                    Objects.requireNonNull(byMetric.get(metric))))
        .filter(plot -> !plot.isEmpty())
        .toList();
  }

  private static int rank(String metric) {
    if (LAST.contains(metric)) {
      return 2 * FIRST.size();
    }
    String name = metric.toLowerCase(Locale.ROOT);
    for (int i = 0; i < FIRST.size(); i++) {
      if (name.contains(FIRST.get(i))) {
        return i;
      }
    }
    return FIRST.size();
  }

  /** Whether it is shown at once, or only when asked for. */
  static boolean isFirst(Plot plot) {
    return rank(plot.title()) < FIRST.size();
  }
}
