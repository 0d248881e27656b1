package org.rlhf4j.algorithms.policygradient;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.rlhf4j.api.Stateful;

/**
 * An exponential moving average: m becomes d m + (1 - d) x with each new x. It starts at the first
 * x.
 */
final class MovingAverage implements Stateful {

  private final double decay;
  private boolean started;
  private double mean;

  /**
   * @param decay d
   */
  MovingAverage(double decay) {
    this.decay = decay;
  }

  /** The average so far; the given number if there is none. */
  double or(double first) {
    return started ? mean : first;
  }

  void add(double x) {
    mean = started ? decay * mean + (1 - decay) * x : x;
    started = true;
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeBoolean(started);
    out.writeDouble(mean);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    started = in.readBoolean();
    mean = in.readDouble();
  }
}
