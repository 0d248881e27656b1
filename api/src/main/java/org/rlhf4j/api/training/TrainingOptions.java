package org.rlhf4j.api.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;

/**
 * How a method passes over a fixed data set: shared by all that train on rows or pairs, so that
 * they are comparable with each other and, step by step, with other frameworks.
 *
 * @param batchSize examples (rows or pairs) a step and accumulation
 * @param gradientAccumulation batches a step; one step sees {@code batchSize *
 *     gradientAccumulation} examples
 * @param epochs passes over the data
 * @param maxSteps stop after this many steps, if the epochs have more; 0 for all
 * @param shuffle a new order each epoch, from the method's {@code shuffle} stream; otherwise the
 *     order of the file
 * @param lengths limits on rows
 * @param optimizer gradient rule and learning rate
 */
public record TrainingOptions(
    @Option(value = "examples in a batch", min = 1, max = 1_000_000) int batchSize,
    @Option(value = "batches in a step", min = 1, max = 1_000_000) int gradientAccumulation,
    @Option(value = "passes over the data", min = 1, max = 1_000_000) int epochs,
    @Option(value = "stop after this many steps, if there are more; 0 for all", min = 0)
        int maxSteps,
    @Option("a new order each epoch") boolean shuffle,
    @Option("limits on the length of rows") LengthLimits lengths,
    @Option("gradient rule and learning rate") AdamW optimizer) {

  private static final int MOST_STEPS = 1_000_000;

  /** Shuffled batches without accumulation or limits. */
  public static TrainingOptions of(int batchSize, int epochs, AdamW optimizer) {
    return new TrainingOptions(batchSize, 1, epochs, 0, true, new LengthLimits(), optimizer);
  }

  /**
   * Which examples each step sees. The last step of an epoch may see fewer.
   *
   * @param examples size of the data set
   * @param shuffle stream for the orders
   * @return for each step the indices of its examples
   */
  public List<int[]> steps(int examples, RandomStream shuffle) {
    List<int[]> steps = new ArrayList<>();
    int size = stepSize(examples);
    stepCount(examples);
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = this.shuffle ? shuffle.child(epoch).permutation(examples) : identity(examples);
      for (int from = 0; from < examples; from += size) {
        if (maxSteps > 0 && steps.size() == maxSteps) {
          return steps;
        }
        steps.add(Arrays.copyOfRange(order, from, Math.min(examples, from + size)));
      }
    }
    return steps;
  }

  private int stepSize(int examples) {
    return (int) Math.min((long) batchSize * gradientAccumulation, Math.max(1, examples));
  }

  /**
   * How many steps these options make.
   *
   * @param examples size of the data set
   * @throws UserException if they are more than a run can hold
   */
  public int stepCount(int examples) {
    int size = stepSize(examples);
    long all = (((long) examples + size - 1) / size) * epochs;
    long steps = maxSteps > 0 ? Math.min(maxSteps, all) : all;
    if (steps > MOST_STEPS) {
      throw new UserException(
          "these are "
              + steps
              + " steps ("
              + examples
              + " examples, "
              + size
              + " a step, "
              + epochs
              + " epochs), and a training has at most "
              + MOST_STEPS
              + "; set maxSteps or lower epochs");
    }
    return (int) steps;
  }

  /**
   * How many examples all steps together see, each as often as it is seen.
   *
   * @param examples size of the data set
   */
  public long seen(int examples) {
    long all = (long) examples * epochs;
    return maxSteps > 0 ? Math.min(all, (long) maxSteps * stepSize(examples)) : all;
  }

  /**
   * How many examples the steps up to and including one of them see.
   *
   * @param steps for each step the indices of its examples
   * @param step from 0
   */
  public static long seen(List<int[]> steps, int step) {
    return steps.subList(0, step + 1).stream().mapToLong(examples -> examples.length).sum();
  }

  private static int[] identity(int n) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    return order;
  }
}
