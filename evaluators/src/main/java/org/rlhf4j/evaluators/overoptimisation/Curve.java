package org.rlhf4j.evaluators.overoptimisation;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Bootstrap;

/**
 * A proxy and a gold reward along something that goes further and further from the reference. Every
 * point has one number a prompt, the same prompts everywhere.
 *
 * @param name of the method
 * @param unit what the points are counted in: {@code step} or {@code n}
 * @param bound whether divergences are upper bounds and known, and not estimates
 * @param points in their order, the beginning first; at least one
 */
record Curve(String name, String unit, boolean bound, List<Point> points) {

  /**
   * A point.
   *
   * @param at the step, or n
   * @param kl nats, one a prompt
   * @param proxy score, one a prompt
   * @param gold score, one a prompt
   */
  record Point(int at, double[] kl, double[] proxy, double[] gold) {}

  /** Nats below which an estimate is what single precision leaves of no divergence at all. */
  private static final double ROUNDING = 1e-4;

  /** Which reward. */
  enum Score {
    PROXY {
      @Override
      double[] of(Point point) {
        return point.proxy();
      }
    },
    GOLD {
      @Override
      double[] of(Point point) {
        return point.gold();
      }
    };

    abstract double[] of(Point point);
  }

  Curve {
    points = List.copyOf(points);
  }

  Point first() {
    return points.get(0);
  }

  Point last() {
    return points.get(points.size() - 1);
  }

  int prompts() {
    return first().gold().length;
  }

  /** All prompts, each once. */
  int[] everyPrompt() {
    int[] all = new int[prompts()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /** Differences between two points, one a prompt. */
  static double[] difference(Point now, Point then, Score score) {
    double[] differences = score.of(now).clone();
    for (int i = 0; i < differences.length; i++) {
      differences[i] -= score.of(then)[i];
    }
    return differences;
  }

  /** Gains over the beginning. */
  Sample gain(Point point, Score score) {
    return Sample.of(difference(point, first(), score));
  }

  /** sqrt(KL) of every point over some prompts; 0 where the estimate is not above rounding. */
  double[] distances(int[] drawn) {
    return points.stream()
        .mapToDouble(p -> Bootstrap.mean(p.kl(), drawn))
        .map(kl -> kl < ROUNDING ? 0 : Math.sqrt(kl))
        .toArray();
  }

  /** Gold gains of every point over some prompts. */
  double[] gains(int[] drawn) {
    double start = Bootstrap.mean(first().gold(), drawn);
    return points.stream().mapToDouble(p -> Bootstrap.mean(p.gold(), drawn) - start).toArray();
  }

  /** How many points after the first have an estimate of KL that is not positive. */
  long withoutDistance() {
    return Arrays.stream(distances(everyPrompt())).skip(1).filter(d -> d == 0).count();
  }

  /** The point of the highest mean gold, the first among equals. */
  Point best() {
    Point best = first();
    for (Point point : points) {
      if (Sample.of(point.gold()).mean() > Sample.of(best.gold()).mean()) {
        best = point;
      }
    }
    return best;
  }

  /** At which step, or n, the curve first came to a distance, between two points in proportion. */
  double at(double distance) {
    double[] d = distances(everyPrompt());
    for (int i = 1; i < d.length; i++) {
      if (d[i] >= distance && d[i - 1] <= distance) {
        double share = d[i] == d[i - 1] ? 0 : (distance - d[i - 1]) / (d[i] - d[i - 1]);
        return points.get(i - 1).at() + share * (points.get(i).at() - points.get(i - 1).at());
      }
    }
    return Double.NaN;
  }
}
