package org.rlhf4j.api.training;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.TokenRow;

/**
 * The loss or its gradient became NaN or infinite, and the step was not taken; or, without rows,
 * the weights themselves did, and the training is lost.
 */
public final class NonFiniteLossException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int[] rows;
  private final transient List<TokenRow> offending;

  /**
   * @param what the value that is not finite
   * @param rows indices in the batch of the rows that it came from
   * @param batch all rows of the batch
   */
  public NonFiniteLossException(String what, int[] rows, List<TokenRow> batch) {
    super(what + " in rows " + some(rows) + " of the batch");
    this.rows = rows.clone();
    this.offending = Arrays.stream(rows).mapToObj(batch::get).toList();
  }

  private NonFiniteLossException(String what) {
    super(what);
    this.rows = new int[0];
    this.offending = List.of();
  }

  /** The weights are not finite any more after the steps that were taken. */
  public static NonFiniteLossException ofWeights() {
    return new NonFiniteLossException("the trained weights are NaN or infinite");
  }

  private static String some(int[] rows) {
    int shown = Math.min(rows.length, 8);
    String list = Arrays.toString(Arrays.copyOf(rows, shown));
    return shown == rows.length ? list : list + " and " + (rows.length - shown) + " more";
  }

  /** Indices in the batch of the offending rows; none where the weights are not finite. */
  public int[] rows() {
    return rows.clone();
  }

  /** The offending rows themselves, from which the runner says which data they are. */
  public List<TokenRow> offending() {
    return offending;
  }
}
