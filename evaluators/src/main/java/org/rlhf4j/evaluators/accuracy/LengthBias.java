package org.rlhf4j.evaluators.accuracy;

import java.util.List;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Line;
import org.rlhf4j.api.statistics.Replicates;

/**
 * What length has to do with margins.
 *
 * @param n pairs whose lengths are known
 * @param slope of the margin by the difference of lengths, per 100 characters; NaN where it cannot
 *     be fitted
 * @param standardError of the slope
 * @param interval of the slope, 95 %
 * @param longer pairs whose chosen answer is the longer one
 * @param shorter pairs whose chosen answer is the shorter one
 */
record LengthBias(
    int n,
    double slope,
    double standardError,
    Interval interval,
    PairTally longer,
    PairTally shorter) {

  private static final double CHARACTERS = 100;

  static LengthBias of(List<Pair> pairs, Ties ties, Bootstrap bootstrap) {
    List<Pair> known = pairs.stream().filter(p -> p.preference() != null).toList();
    double[] x = known.stream().mapToDouble(p -> p.lengthDifference() / CHARACTERS).toArray();
    double[] y = known.stream().mapToDouble(Pair::margin).toArray();
    Line line = known.size() < 3 ? new Line(Double.NaN, Double.NaN) : Line.fit(x, y);
    Replicates replicates =
        Double.isNaN(line.slope())
            ? Replicates.of(new double[0])
            : bootstrap.replicates(x.length, drawn -> Line.fit(x, y, drawn).slope());
    return new LengthBias(
        known.size(),
        line.slope(),
        replicates.standardError(),
        replicates.interval(bootstrap.level()),
        PairTally.of(known.stream().filter(p -> p.lengthDifference() > 0).toList(), ties),
        PairTally.of(known.stream().filter(p -> p.lengthDifference() < 0).toList(), ties));
  }
}
