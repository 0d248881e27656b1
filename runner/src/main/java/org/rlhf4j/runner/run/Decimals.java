package org.rlhf4j.runner.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.rlhf4j.api.evaluation.Measurement;

/** How many decimals the numbers of a column have, so that they can be read. */
public final class Decimals {
  private Decimals() {}

  /**
   * So many that the usual standard error has two digits, or without one the value has three; none
   * where all are whole, such as counts.
   */
  public static int of(List<Measurement> measurements) {
    return of(
        measurements.stream().mapToDouble(Measurement::value).toArray(),
        measurements.stream().mapToDouble(Measurement::standardError).toArray());
  }

  /** The same for numbers and their standard errors, those that have none being NaN. */
  public static int of(double[] values, double[] standardErrors) {
    double[] errors = sizes(standardErrors);
    double[] sizes = sizes(values);
    if (errors.length == 0 && Arrays.stream(sizes).allMatch(x -> x == Math.rint(x))) {
      return 0;
    }
    if (errors.length > 0) {
      return decimals(errors[(errors.length - 1) / 2], 2);
    }
    return sizes.length > 0 ? decimals(sizes[sizes.length - 1], 3) : 0;
  }

  private static double[] sizes(double[] numbers) {
    return DoubleStream.of(numbers)
        .map(Math::abs)
        .filter(x -> x > 0 && Double.isFinite(x))
        .sorted()
        .toArray();
  }

  private static int decimals(double x, int digits) {
    return Math.max(0, Math.min(6, digits - 1 - (int) Math.floor(Math.log10(x))));
  }

  /** A number; {@code n/a} for what is none. */
  public static String text(double x, int decimals) {
    return Double.isFinite(x) ? String.format(Locale.ROOT, "%." + decimals + "f", x) : "n/a";
  }
}
