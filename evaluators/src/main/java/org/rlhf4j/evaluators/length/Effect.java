package org.rlhf4j.evaluators.length;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Line;
import org.rlhf4j.api.statistics.Replicates;

/**
 * What length has to do with a method's gain over the reference.
 *
 * @param lengths length differences, of those prompts whose gain is known
 * @param gains one for each
 * @param line gain by length difference; NaN where it cannot be fitted
 * @param replicates of the parts, in the order of {@link #PARTS}
 */
record Effect(double[] lengths, double[] gains, Line line, List<Replicates> replicates) {

  /** What the gain is taken apart into. */
  static final List<String> PARTS =
      List.of("gain", "gain at equal length", "gain by length", "slope", "share by length");

  private static final double LEVEL = 0.95;

  /** Fits. Gains that are NaN are left out. */
  static Effect of(double[] lengths, double[] gains, Bootstrap bootstrap) {
    int[] known = IntStream.range(0, gains.length).filter(i -> !Double.isNaN(gains[i])).toArray();
    double[] l = Arrays.stream(known).mapToDouble(i -> lengths[i]).toArray();
    double[] d = Arrays.stream(known).mapToDouble(i -> gains[i]).toArray();
    Line line = l.length < 3 ? new Line(Double.NaN, Double.NaN) : Line.fit(l, d);
    List<Replicates> replicates =
        l.length == 0
            ? PARTS.stream().map(p -> Replicates.of(new double[0])).toList()
            : bootstrap.replicates(
                l.length,
                PARTS.size(),
                drawn ->
                    parts(
                        Bootstrap.mean(l, drawn), Bootstrap.mean(d, drawn), Line.fit(l, d, drawn)));
    return new Effect(l, d, line, replicates);
  }

  private static double[] parts(double length, double gain, Line line) {
    double byLength = line.slope() * length;
    return new double[] {gain, line.intercept(), byLength, line.slope(), 100 * byLength / gain};
  }

  int n() {
    return gains.length;
  }

  Sample gain() {
    return Sample.of(gains);
  }

  /** A part by its place in {@link #PARTS}; NaN where it has no value. */
  double value(int part) {
    boolean share = part == PARTS.size() - 1;
    if (share && !isToldFromZero(gain())) {
      return Double.NaN;
    }
    return parts(Sample.of(lengths).mean(), gain().mean(), line)[part];
  }

  private static boolean isToldFromZero(Sample gain) {
    Interval interval = Interval.student(gain.mean(), gain.standardError(), gain.n() - 1, LEVEL);
    return interval.low() > 0 || interval.high() < 0;
  }

  /** At 95 %, of the bootstrap; none where there is no value. */
  Interval interval(int part) {
    return Double.isNaN(value(part)) ? Interval.NONE : replicates.get(part).interval(LEVEL);
  }

  double standardError(int part) {
    return Double.isNaN(value(part)) ? Double.NaN : replicates.get(part).standardError();
  }
}
