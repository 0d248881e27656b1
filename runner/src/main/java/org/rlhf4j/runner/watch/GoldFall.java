package org.rlhf4j.runner.watch;

import java.util.List;
import java.util.function.Function;
import org.hipparchus.distribution.continuous.TDistribution;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.Sample;

/**
 * Whether gold at a point of a training lies below gold at an earlier point, tested at every point
 * while the training runs. Student's t of the paired differences to each of the k earlier points
 * gives a p-value, and k times the smallest counts (Bonferroni), since the best of them is chosen
 * for its gold. The look number j may then spend a share of the significance,
 *
 * <pre>  alpha_j = alpha 2^-c / m,   c = 1 for j = 1 .. m,  2 for j = m + 1 .. 2 m, and so on,
 * </pre>
 *
 * with m looks after the first in one loop of the method. All shares together are alpha, however
 * many loops there are, so a training whose gold never falls is found to have fallen at any of its
 * looks with the probability alpha at most (alpha spending: Lan and DeMets, "Discrete sequential
 * boundaries for clinical trials", Biometrika 70(3), 1983).
 *
 * @param alpha over all looks together
 * @param looks m, at least 1
 */
record GoldFall(double alpha, int looks) {

  /** Adjusted for the earlier points and the look: a fall is found where it is alpha at most. */
  double p(List<TrajectoryPoint> points, int at) {
    double smallest = 1;
    for (int earlier = 0; earlier < at; earlier++) {
      Sample fall = difference(points.get(earlier), points.get(at), TrajectoryPoint::gold);
      smallest = Math.min(smallest, p(fall));
    }
    double share = Math.scalb(1.0 / looks, -(1 + (at - 1) / looks));
    return Math.min(1, smallest * at / share);
  }

  /** One-sided, and never below 2^-n: so often have n differences the same sign by chance. */
  private static double p(Sample fall) {
    if (!(fall.mean() > 0) || fall.n() < 2) {
      return 1;
    }
    double least = Math.scalb(1.0, -fall.n());
    double t = fall.mean() / fall.standardError();
    return Double.isInfinite(t)
        ? least
        : Math.max(least, new TDistribution(fall.n() - 1).cumulativeProbability(-t));
  }

  /** Paired over prompts. */
  static Sample difference(
      TrajectoryPoint now, TrajectoryPoint then, Function<TrajectoryPoint, double[]> score) {
    double[] differences = new double[now.prompts()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = score.apply(now)[i] - score.apply(then)[i];
    }
    return Sample.of(differences);
  }
}
