package org.rlhf4j.exact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.NonFiniteLossException;

/**
 * Parameters of a tabular model: for each sequence of tokens a row of numbers, with its AdamW
 * moments. A row that was never trained is not stored but computed.
 */
final class AdamWTable {

  /** Numbers of one sequence, and the moving averages of their gradients and squared gradients. */
  private record Row(double[] numbers, double[] first, double[] second) {
    Row(double[] numbers) {
      this(numbers, new double[numbers.length], new double[numbers.length]);
    }
  }

  private final int width;
  private final BiFunction<AdamWTable, List<Integer>, double[]> untrained;
  private final Map<List<Integer>, Row> rows = new LinkedHashMap<>();
  private int steps;

  /**
   * @param width numbers in a row
   * @param untrained the row of a sequence before any training, which may be that of another one
   */
  AdamWTable(int width, BiFunction<AdamWTable, List<Integer>, double[]> untrained) {
    this.width = width;
    this.untrained = untrained;
  }

  int width() {
    return width;
  }

  double[] get(List<Integer> sequence) {
    Row row = rows.get(sequence);
    return row == null ? untrained.apply(this, sequence) : row.numbers;
  }

  void set(List<Integer> sequence, double[] numbers) {
    rows.put(sequence, new Row(numbers.clone()));
  }

  AdamWTable copy() {
    AdamWTable copy = new AdamWTable(width, untrained);
    rows.forEach((sequence, row) -> copy.set(sequence, row.numbers));
    return copy;
  }

  void requireFinite() {
    for (Row row : rows.values()) {
      if (!Arrays.stream(row.numbers).allMatch(Double::isFinite)) {
        throw NonFiniteLossException.ofWeights();
      }
    }
  }

  void forgetMoments() {
    steps = 0;
    rows.replaceAll((sequence, row) -> new Row(row.numbers));
  }

  /** One step of AdamW as torch does it, in doubles; rows without a gradient have gradient 0. */
  void adamW(Map<List<Integer>, double[]> gradients, double scale, AdamWStep step) {
    steps++;
    gradients.keySet().forEach(s -> rows.computeIfAbsent(s, key -> new Row(get(key).clone())));
    double[] none = new double[width];
    double correction1 = 1 - Math.pow(step.beta1(), steps);
    double correction2 = 1 - Math.pow(step.beta2(), steps);
    rows.forEach(
        (sequence, row) -> {
          double[] gradient = gradients.getOrDefault(sequence, none);
          for (int i = 0; i < width; i++) {
            double g = scale * gradient[i];
            row.first[i] = step.beta1() * row.first[i] + (1 - step.beta1()) * g;
            row.second[i] = step.beta2() * row.second[i] + (1 - step.beta2()) * g * g;
            double move = row.first[i] / correction1;
            double size = Math.sqrt(row.second[i] / correction2) + step.epsilon();
            row.numbers[i] *= 1 - step.learningRate() * step.weightDecay();
            row.numbers[i] -= step.learningRate() * move / size;
          }
        });
  }

  void writeState(DataOutput out) throws IOException {
    out.writeInt(steps);
    out.writeInt(rows.size());
    for (Map.Entry<List<Integer>, Row> entry : rows.entrySet()) {
      out.writeInt(entry.getKey().size());
      for (int id : entry.getKey()) {
        out.writeInt(id);
      }
      Row row = entry.getValue();
      for (double[] part : List.of(row.numbers, row.first, row.second)) {
        for (double x : part) {
          out.writeDouble(x);
        }
      }
    }
  }

  void readState(DataInput in) throws IOException {
    steps = in.readInt();
    rows.clear();
    int n = in.readInt();
    for (int i = 0; i < n; i++) {
      Integer[] sequence = new Integer[in.readInt()];
      for (int t = 0; t < sequence.length; t++) {
        sequence[t] = in.readInt();
      }
      Row row = new Row(new double[width]);
      for (double[] part : List.of(row.numbers, row.first, row.second)) {
        for (int k = 0; k < width; k++) {
          part[k] = in.readDouble();
        }
      }
      rows.put(List.of(sequence), row);
    }
  }

  /** One line for each trained sequence: its ids, then its numbers. */
  void save(Path folder) {
    List<String> lines = new ArrayList<>();
    rows.forEach((sequence, row) -> lines.add(sequence + "\t" + Arrays.toString(row.numbers)));
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("table.tsv"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Normally distributed numbers that depend on the stream and the sequence alone. */
  static double[] normal(int width, RandomStream random, List<Integer> sequence, double scale) {
    RandomStream stream = random;
    for (int id : sequence) {
      stream = stream.child(id);
    }
    RandomGenerator generator = stream.generator();
    double[] numbers = new double[width];
    Arrays.setAll(numbers, i -> scale * generator.nextGaussian());
    return numbers;
  }
}
