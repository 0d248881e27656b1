package org.rlhf4j.api.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.TokenRow;

/**
 * A part of a gradient step: rows with a loss of their own, such as the demonstrations that PPO-ptx
 * learns beside its answers. The losses of all parts add up, and one step follows the sum of their
 * gradients.
 *
 * @param batch the rows of this part
 * @param loss over these rows alone: it sees no other and divides by denominators of its own
 */
public record TrainingPart(TrainingBatch batch, TokenLoss loss) {

  /**
   * One gradient step on the sum of several losses.
   *
   * @param parts at least one; groups, temperature and what else their losses ask for are the same
   *     in all of them
   * @param step learning rate and the other settings of this step
   * @return a report for each part, with its own loss and outputs; the gradient's norm is that of
   *     the sum
   * @throws NonFiniteLossException as {@link TrainablePolicy#update}; its rows are counted over all
   *     parts
   */
  public static List<UpdateReport> update(
      TrainablePolicy policy, List<TrainingPart> parts, AdamWStep step) {
    TrainingBatch first = parts.get(0).batch;
    if (parts.size() == 1) {
      return List.of(policy.update(first, parts.get(0).loss, step));
    }
    List<TokenRow> rows = new ArrayList<>();
    int[] begin = new int[parts.size() + 1];
    for (int p = 0; p < parts.size(); p++) {
      TrainingBatch batch = parts.get(p).batch;
      if (!first.with(batch.rows()).equals(batch)) {
        throw new IllegalArgumentException(
            "parts of a step must ask for the same: part " + p + " differs from the first one");
      }
      rows.addAll(batch.rows());
      begin[p + 1] = rows.size();
    }
    double[] losses = new double[parts.size()];
    UpdateReport all =
        policy.update(first.with(rows), micro -> sum(parts, begin, micro, losses), step);
    return IntStream.range(0, losses.length)
        .mapToObj(
            p ->
                new UpdateReport(
                    losses[p],
                    all.gradNorm(),
                    Arrays.copyOfRange(all.outputs(), begin[p], begin[p + 1])))
        .toList();
  }

  /** The sum over the parts that have rows in a micro-batch; adds their shares to the losses. */
  private static NDArray sum(
      List<TrainingPart> parts, int[] begin, Microbatch micro, double[] losses) {
    NDArray sum = null;
    for (int p = 0; p < losses.length; p++) {
      int from = begin[p];
      int to = begin[p + 1];
      int[] own =
          IntStream.range(0, micro.rows().length)
              .filter(i -> from <= micro.rows()[i] && micro.rows()[i] < to)
              .toArray();
      if (own.length > 0) {
        NDArray share = parts.get(p).loss.of(micro.pick(own, from));
        losses[p] += share.toType(DataType.FLOAT64, /* copy= */ false).getDouble();
        sum = sum == null ? share : sum.add(share);
      }
    }
    if (sum == null) {
      throw new IllegalArgumentException("a micro-batch without rows");
    }
    return sum;
  }
}
