package org.rlhf4j.rewards.combined;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;

/** Implements {@link RunningNormalisedPlugin}. */
final class RunningNormalisation implements Combination, Stateful {

  private final RunningNormalisedOptions options;
  private long count;
  private double mean;
  private double squares; // sum of squared deviations from the mean

  RunningNormalisation(RunningNormalisedOptions options) {
    this.options = options;
  }

  @Override
  public double[] of(List<Response> responses, double[][] scores) {
    for (double score : scores[0]) {
      if (changesWhileScoring()) {
        add(score);
      }
    }
    double shift = options.centre() ? mean : 0;
    double divisor = divisor();
    return Arrays.stream(scores[0]).map(x -> (x - shift) / divisor).toArray();
  }

  /** Until its statistics are frozen. */
  @Override
  public boolean changesWhileScoring() {
    return options.freezeAfter() == 0 || count < options.freezeAfter();
  }

  private void add(double score) {
    count++;
    double before = score - mean;
    mean += before / count;
    squares += before * (score - mean);
  }

  private double divisor() {
    double deviation = count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    double divisor = Math.max(deviation, options.smallestDeviation());
    if (!(divisor > 0)) {
      throw new UserException(
          "running-normalised: there are no statistics to normalise with: "
              + (count < 2
                  ? "it takes at least 2 scores, and there is " + count
                  : "all " + count + " scores so far are " + mean)
              + "; score more answers at once, or set smallestDeviation to a number above 0");
    }
    return divisor;
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(mean);
    out.writeDouble(squares);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    long readCount = in.readLong();
    double readMean = in.readDouble();
    double readSquares = in.readDouble();
    boolean sound = Double.isFinite(readMean) && readSquares >= 0 && Double.isFinite(readSquares);
    if (readCount < 0 || !sound) {
      throw new IOException(
          "running-normalised: statistics are missing: %d scores of mean %s, sum of squares %s"
              .formatted(readCount, readMean, readSquares));
    }
    count = readCount;
    mean = readMean;
    squares = readSquares;
  }
}
