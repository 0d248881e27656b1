package org.rlhf4j.exact;

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
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** A gradient step of a tabular model: the training seam with nothing but a table behind it. */
final class TabularTraining {

  /** Where an output is read: a sequence's row of the table, and a column of that row. */
  record Cell(List<Integer> sequence, int column) {}

  private final AdamWTable table;
  private final UnaryOperator<NDArray> head;
  private final boolean entropies;
  private final @Nullable Function<List<Integer>, double[]> other;
  private final Map<List<Integer>, double[]> gradients = new HashMap<>();
  private double lossSum;

  /**
   * @param table the parameters
   * @param head from rows of the table, shape (sequences, width), to as many outputs
   * @param entropies whether the loss wants them
   * @param other log-probabilities after a sequence of the policy that the loss wants the
   *     divergence from, or null
   */
  private TabularTraining(
      AdamWTable table,
      UnaryOperator<NDArray> head,
      boolean entropies,
      @Nullable Function<List<Integer>, double[]> other) {
    this.table = table;
    this.head = head;
    this.entropies = entropies;
    this.other = other;
  }

  /**
   * @param cells for each row of the batch where its outputs are read
   * @param batch what those rows are, and what the loss wants to see
   * @param other log-probabilities of the policy that it wants the divergence from, or null
   * @param gradients is told of the gradient of each sequence's numbers, before clipping
   */
  static UpdateReport step(
      AdamWTable table,
      UnaryOperator<NDArray> head,
      List<List<Cell>> cells,
      TrainingBatch batch,
      @Nullable Function<List<Integer>, double[]> other,
      Splitting splitting,
      TokenLoss loss,
      AdamWStep step,
      Consumer<Map<List<Integer>, double[]>> gradients) {
    TabularTraining training = new TabularTraining(table, head, batch.entropies(), other);
    float[][] outputs = new float[cells.size()][];
    int groupSize = batch.groupSize();
    int rowsAtOnce = Math.max(1, splitting.rows() / groupSize) * groupSize;
    for (int from = 0; from < cells.size(); from += rowsAtOnce) {
      int to = (int) Math.min(cells.size(), (long) from + rowsAtOnce);
      int[] rows = IntStream.range(from, to).toArray();
      training.differentiate(cells, batch, rows, splitting.padding(), loss, outputs);
    }
    double norm = training.gradientNorm();
    double scale =
        step.maxGradNorm() > 0 ? Math.min(1, step.maxGradNorm() / (norm + 1e-6)) : 1; // as torch
    gradients.accept(training.gradients);
    table.adamW(training.gradients, scale, step);
    return new UpdateReport(training.lossSum, norm, outputs);
  }

  private void differentiate(
      List<List<Cell>> cells,
      TrainingBatch batch,
      int[] rows,
      int padding,
      TokenLoss loss,
      float[][] outputs) {
    List<Integer> lengths = Arrays.stream(rows).mapToObj(r -> cells.get(r).size()).toList();
    int width = lengths.stream().mapToInt(n -> n).max().orElse(0) + padding;
    Map<List<Integer>, Integer> places = new LinkedHashMap<>();
    long[] index = new long[rows.length * width];
    long[] sequenceIndex = new long[rows.length * width];
    float[] mask = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      for (int t = 0; t < lengths.get(i); t++) {
        Cell cell = cells.get(rows[i]).get(t);
        int place = places.computeIfAbsent(cell.sequence(), s -> places.size());
        index[i * width + t] = (long) place * table.width() + cell.column();
        sequenceIndex[i * width + t] = place;
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
      NDArray all = head.apply(parameters);
      NDArray read = all.flatten().take(manager.create(index)).reshape(shape).mul(masked);
      UnaryOperator<NDArray> spread =
          perSequence -> perSequence.take(manager.create(sequenceIndex)).reshape(shape).mul(masked);
      NDArray entropy =
          entropies ? spread.apply(all.exp().mul(all).sum(new int[] {1}).neg()) : null;
      NDArray divergence =
          other == null
              ? null
              : spread.apply(all.exp().mul(all.sub(others(manager, sequences))).sum(new int[] {1}));
      NDArray value = loss.of(new Microbatch(manager, rows, read, masked, entropy, divergence));
      collector.backward(value);
      // DJL multiplies by a Java double in float64, so a loss may be of either type.
      double share = value.toType(DataType.FLOAT64, false).getDouble();
      float[] gradient = parameters.getGradient().toFloatArray();
      if (!Double.isFinite(share) || !allFinite(gradient)) {
        throw new NonFiniteLossException(
            "a loss of " + share + " or its gradient", rows, batch.rows());
      }
      lossSum += share;
      collect(sequences, gradient);
      float[] flat = read.toFloatArray();
      for (int i = 0; i < rows.length; i++) {
        outputs[rows[i]] = Arrays.copyOfRange(flat, i * width, i * width + lengths.get(i));
      }
    }
  }

  private NDArray others(NDManager manager, List<List<Integer>> sequences) {
    Function<List<Integer>, double[]> logProbs = Objects.requireNonNull(other);
    float[][] numbers = new float[sequences.size()][];
    for (int s = 0; s < numbers.length; s++) {
      numbers[s] = floats(logProbs.apply(sequences.get(s)));
    }
    return manager.create(numbers);
  }

  private static float[] floats(double[] numbers) {
    float[] narrow = new float[numbers.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) numbers[i];
    }
    return narrow;
  }

  /**
   * A multiple, by a factor that stays until the backward pass: see {@link
   * org.rlhf4j.api.math.Scalars}.
   */
  static NDArray scaled(NDArray array, double factor) {
    return array.mul(array.getManager().create((float) factor));
  }

  private float[][] numbers(List<List<Integer>> sequences) {
    return sequences.stream().map(s -> floats(table.get(s))).toArray(float[][]::new);
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
