package org.rlhf4j.runner.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.runner.checkpoint.Format;
import org.rlhf4j.runner.checkpoint.Formats;

/** How a checkpoint keeps a point. */
final class PointFormat implements Format<TrajectoryPoint> {
  private static final Format<List<Answer>> ANSWERS = Formats.ANSWER.list();

  @Override
  public void write(TrajectoryPoint point, DataOutput out) throws IOException {
    out.writeInt(point.step());
    ANSWERS.write(point.answers(), out);
    write(point.kl(), out);
    write(point.proxy(), out);
    write(point.gold(), out);
    write(point.length(), out);
    write(point.entropy(), out);
    write(point.wins(), out);
  }

  private static void write(double[] numbers, DataOutput out) throws IOException {
    for (double number : numbers) {
      out.writeDouble(number);
    }
  }

  @Override
  public TrajectoryPoint read(DataInput in) throws IOException {
    int step = in.readInt();
    List<Answer> answers = ANSWERS.read(in);
    int n = answers.size();
    return new TrajectoryPoint(
        step,
        answers,
        numbers(n, in),
        numbers(n, in),
        numbers(n, in),
        numbers(n, in),
        numbers(n, in),
        numbers(n, in));
  }

  private static double[] numbers(int n, DataInput in) throws IOException {
    double[] numbers = new double[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = in.readDouble();
    }
    return numbers;
  }
}
