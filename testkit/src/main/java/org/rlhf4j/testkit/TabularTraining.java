package org.rlhf4j.testkit;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.UpdateReport;

/** A gradient step of a tabular model: the training seam with nothing but a table behind it. */
final class TabularTraining {

  /** Where an output is read: a sequence's row of the table, and a column of that row. */
  record Cell(List<Integer> sequence, int column) {}

  private final Table table;
  private final UnaryOperator<NDArray> head;
  private final Map<List<Integer>, double[]> gradients = new HashMap<>();
  private double lossSum;

  /**
   * @param table the parameters
   * @param head from rows of the table, shape (sequences, width), to as many outputs
   */
  private TabularTraining(Table table, UnaryOperator<NDArray> head) {
    this.table = table;
    this.head = head;
  }

  /**
   * @param cells for each row of the batch where its outputs are read
   * @param groupSize rows that stay together
   */
  static UpdateReport step(
      Table table,
      UnaryOperator<NDArray> head,
      List<List<Cell>> cells,
      int groupSize,
      Splitting splitting,
      TokenLoss loss,
      AdamWStep step) {
    TabularTraining training = new TabularTraining(table, head);
    float[][] outputs = new float[cells.size()][];
    int rowsAtOnce = Math.max(1, splitting.rows() / groupSize) * groupSize;
    for (int from = 0; from < cells.size(); from += rowsAtOnce) {
      int to = (int) Math.min(cells.size(), (long) from + rowsAtOnce);
      int[] rows = IntStream.range(from, to).toArray();
      training.differentiate(cells, rows, splitting.padding(), loss, outputs);
    }
    double norm = training.gradientNorm();
    double scale =
        step.maxGradNorm() > 0 ? Math.min(1, step.maxGradNorm() / (norm + 1e-6)) : 1; // as torch
    table.adamW(training.gradients, scale, step);
    return new UpdateReport(training.lossSum, norm, outputs);
  }

  private void differentiate(
      List<List<Cell>> cells, int[] rows, int padding, TokenLoss loss, float[][] outputs) {
    List<Integer> lengths = Arrays.stream(rows).mapToObj(r -> cells.get(r).size()).toList();
    int width = lengths.stream().mapToInt(n -> n).max().orElse(0) + padding;
    Map<List<Integer>, Integer> places = new LinkedHashMap<>();
    long[] index = new long[rows.length * width];
    float[] mask = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      for (int t = 0; t < lengths.get(i); t++) {
        Cell cell = cells.get(rows[i]).get(t);
        int place = places.computeIfAbsent(cell.sequence(), s -> places.size());
        index[i * width + t] = (long) place * table.width() + cell.column();
        mask[i * width + t] = 1;
      }
    }
    List<List<Integer>> sequences = List.copyOf(places.keySet());
    try (NDManager manager = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      Shape shape = new Shape(rows.length, width);
      NDArray parameters = manager.create(numbers(sequences));
      parameters.setRequiresGradient(true);
      NDArray masked = manager.create(mask, shape);
      NDArray read =
          head.apply(parameters).flatten().take(manager.create(index)).reshape(shape).mul(masked);
      NDArray value = loss.of(new Microbatch(manager, rows, read, masked));
      collector.backward(value);
      // DJL multiplies by a Java double in float64, so a loss may be of either type.
      double share = value.toType(DataType.FLOAT64, false).getDouble();
      float[] gradient = parameters.getGradient().toFloatArray();
      if (!Double.isFinite(share) || !allFinite(gradient)) {
        throw new NonFiniteLossException("a loss of " + share + " or its gradient", rows);
      }
      lossSum += share;
      collect(sequences, gradient);
      float[] flat = read.toFloatArray();
      for (int i = 0; i < rows.length; i++) {
        outputs[rows[i]] = Arrays.copyOfRange(flat, i * width, i * width + lengths.get(i));
      }
    }
  }

  /** A multiple, by a factor that stays until the backward pass: see {@link Gradients}. */
  static NDArray scaled(NDArray array, double factor) {
    return array.mul(array.getManager().create((float) factor));
  }

  private float[][] numbers(List<List<Integer>> sequences) {
    float[][] numbers = new float[sequences.size()][table.width()];
    for (int s = 0; s < numbers.length; s++) {
      double[] row = table.get(sequences.get(s));
      for (int i = 0; i < row.length; i++) {
        numbers[s][i] = (float) row[i];
      }
    }
    return numbers;
  }

  private void collect(List<List<Integer>> sequences, float[] gradient) {
    for (int s = 0; s < sequences.size(); s++) {
      double[] sum = gradients.computeIfAbsent(sequences.get(s), k -> new double[table.width()]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradient[s * sum.length + i];
      }
    }
  }

  private double gradientNorm() {
    double squares = 0;
    for (double[] gradient : gradients.values()) {
      squares += Arrays.stream(gradient).map(g -> g * g).sum();
    }
    return Math.sqrt(squares);
  }

  private static boolean allFinite(float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        return false;
      }
    }
    return true;
  }
}
