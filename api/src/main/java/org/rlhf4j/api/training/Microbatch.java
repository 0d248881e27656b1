package org.rlhf4j.api.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a batch with their differentiable outputs, padded on the right to a common width.
 * Everything made here lives until the loss of this micro-batch was differentiated.
 *
 * @param manager owns what the loss creates
 * @param rows which rows of the batch these are, by index; groups stand together
 * @param outputs shape (rows, tokens): log-probabilities of completion tokens for a policy, the
 *     head's outputs for a scalar model; 0 where padded
 * @param mask shape (rows, tokens): 1 for real tokens, 0 for padding
 * @param entropies shape (rows, tokens), differentiable: entropy in nats of the whole distribution
 *     from which each token is taken; 0 where padded. Only if the batch asks for it
 * @param divergences shape (rows, tokens), differentiable: KL(pi || other) in nats between the
 *     whole distributions, exact and not estimated from the token; 0 where padded. Only if the
 *     batch asks for it
 */
public record Microbatch(
    NDManager manager,
    int[] rows,
    NDArray outputs,
    NDArray mask,
    @Nullable NDArray entropies,
    @Nullable NDArray divergences) {

  /** A micro-batch of a batch that asks for outputs alone. */
  public Microbatch(NDManager manager, int[] rows, NDArray outputs, NDArray mask) {
    this(manager, rows, outputs, mask, null, null);
  }

  /**
   * Entropies.
   *
   * @throws IllegalStateException if the batch did not ask for them
   */
  @Override
  public NDArray entropies() {
    return asked(entropies, "withEntropies()");
  }

  /**
   * Divergences.
   *
   * @throws IllegalStateException if the batch did not ask for them
   */
  @Override
  public NDArray divergences() {
    return asked(divergences, "withDivergencesFrom(policy)");
  }

  private static NDArray asked(@Nullable NDArray array, String how) {
    if (array == null) {
      throw new IllegalStateException("the loss asks for more than its TrainingBatch: add ." + how);
    }
    return array;
  }

  /**
   * Some of the rows, counted anew.
   *
   * @param places which rows, by their places in this micro-batch, ascending
   * @param first the index in the batch that becomes 0
   */
  Microbatch pick(int[] places, int first) {
    int[] picked = IntStream.of(places).map(i -> rows[i] - first).toArray();
    return new Microbatch(
        manager,
        picked,
        pick(outputs, places),
        pick(mask, places),
        entropies == null ? null : pick(entropies, places),
        divergences == null ? null : pick(divergences, places));
  }

  private NDArray pick(NDArray array, int[] places) {
    if (places.length == rows.length) {
      return array;
    }
    long width = array.getShape().get(1);
    long[] index =
        IntStream.of(places)
            .asLongStream()
            .flatMap(i -> LongStream.range(i * width, (i + 1) * width))
            .toArray();
    return array.flatten().take(manager.create(index)).reshape(places.length, width);
  }

  /**
   * Numbers of the method's own, one a token, laid out as the outputs are; 0 where padded.
   *
   * @param perToken for every row of the whole batch as many numbers as it has outputs
   * @return shape (rows, tokens), on the device of the outputs
   */
  public NDArray tokens(float[][] perToken) {
    int width = (int) outputs.getShape().get(1);
    float[] flat = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      float[] row = perToken[rows[i]];
      if (row.length > width) {
        throw new IllegalArgumentException(
            "row "
                + rows[i]
                + " has "
                + row.length
                + " numbers, but its micro-batch is "
                + width
                + " tokens wide");
      }
      System.arraycopy(row, 0, flat, i * width, row.length);
    }
    return manager.create(flat, new Shape(rows.length, width));
  }

  /**
   * Numbers of the method's own, one a row.
   *
   * @param perRow one number for every row of the whole batch
   * @return shape (rows), on the device of the outputs
   */
  public NDArray rows(float[] perRow) {
    float[] picked = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      picked[i] = perRow[rows[i]];
    }
    return manager.create(picked);
  }

  /**
   * Numbers of the method's own, one a group, for batches whose groups have {@code groupSize} rows.
   *
   * @param perGroup one number for every group of the whole batch
   * @param groupSize rows a group
   * @return shape (groups), on the device of the outputs
   */
  public NDArray groups(float[] perGroup, int groupSize) {
    float[] picked = new float[rows.length / groupSize];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = perGroup[rows[i * groupSize] / groupSize];
    }
    return manager.create(picked);
  }
}
