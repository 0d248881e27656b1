package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;

/**
 * A chart of the page.
 *
 * @param id unique in the report
 * @param kind how the page treats it
 * @param series what is drawn
 */
record Plot(
    String id,
    Kind kind,
    String title,
    String caption,
    Chart.Axis x,
    Chart.Axis y,
    List<Series> series) {

  /** How the page treats a chart. */
  enum Kind {
    /** As an evaluator made it. */
    CHART,
    /** Numbers of steps: small, one of many. */
    CURVES,
    /** Points are methods with their names, and far ones stand at the edge. */
    FRONTIER
  }

  /**
   * Points that belong together.
   *
   * @param name of the legend
   * @param subject decides the colour: usually the method's name, without that of its run
   * @param group number of the run among several, which decides the form of points; 0 for the first
   * @param errors half widths of the points' 95 % intervals along x; empty where there are none
   */
  record Series(
      String name, String subject, int group, Mark mark, List<Point> points, List<Double> errors) {

    /** Without intervals along x. */
    Series(String name, String subject, int group, Mark mark, List<Point> points) {
      this(name, subject, group, mark, points, List.of());
    }
  }

  /** An evaluator's chart. */
  static Plot of(String id, Chart chart) {
    List<Series> series = new ArrayList<>();
    for (Chart.Series s : chart.series()) {
      series.add(new Series(s.name(), s.name(), 0, s.mark(), s.points()));
    }
    return new Plot(id, Kind.CHART, chart.title(), chart.caption(), chart.x(), chart.y(), series);
  }

  /** Whether there is anything to draw. */
  boolean isEmpty() {
    return series.stream().flatMap(s -> s.points().stream()).noneMatch(p -> Double.isFinite(p.y()));
  }

  /** The place of the drawing, which a script fills. */
  String figure() {
    return figure("");
  }

  /**
   * The same.
   *
   * @param head HTML for above the drawing
   */
  String figure(String head) {
    return "<figure class=\"plot "
        + kind.name().toLowerCase(Locale.ROOT)
        + "\" data-plot=\""
        + Html.text(id)
        + "\"><figcaption><h3>"
        + Html.text(title)
        + "</h3>"
        + head
        + "</figcaption><div class=\"drawing\"></div>"
        + (caption.isEmpty() ? "" : "<p class=\"caption\">" + Html.text(caption) + "</p>")
        + "</figure>";
  }
}
