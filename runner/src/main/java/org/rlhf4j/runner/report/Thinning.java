package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.evaluation.Chart.Point;

/**
 * Fewer points of a line, chosen so that it looks the same: the largest triangles of three buckets
 * (Steinarsson, "Downsampling Time Series for Visual Representation", 2013). Every point that stays
 * is one that was there.
 */
final class Thinning {
  private Thinning() {}

  static List<Point> line(List<Point> points, int most) {
    int n = points.size();
    if (n <= most || most < 3) {
      return points;
    }
    List<Point> kept = new ArrayList<>(most);
    kept.add(points.get(0));
    double width = (n - 2) / (double) (most - 2);
    Point before = points.get(0);
    for (int bucket = 0; bucket < most - 2; bucket++) {
      int from = 1 + (int) (bucket * width);
      int to = Math.max(from + 1, 1 + (int) ((bucket + 1) * width));
      int end = Math.min(n, Math.max(to + 1, 1 + (int) ((bucket + 2) * width)));
      double x = 0;
      double y = 0;
      for (int i = to; i < end; i++) {
        x += points.get(i).x() / (end - to);
        y += points.get(i).y() / (end - to);
      }
      Point best = points.get(from);
      double largest = -1;
      for (int i = from; i < to; i++) {
        Point p = points.get(i);
        double area =
            Math.abs(
                (before.x() - x) * (p.y() - before.y()) - (before.x() - p.x()) * (y - before.y()));
        if (area > largest) {
          largest = area;
          best = p;
        }
      }
      kept.add(best);
      before = best;
    }
    kept.add(points.get(n - 1));
    return kept;
  }
}
