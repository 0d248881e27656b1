package org.rlhf4j.api.pairs;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.Microbatch;

/**
 * What a loss sees of a micro-batch of pairs. Row 2i is y_w, the preferred answer of pair i, and
 * row 2i + 1 is y_l, the rejected one.
 *
 * <p>The reference is subtracted token by token, not from the sums, because the rounding error of a
 * float32 sum grows with its size: at a log-probability of -1500 it is 1e-4.
 *
 * @param logProbs log pi of each completion token, shape (2 pairs, tokens)
 * @param reference log ref of the same tokens, same shape; null for methods without a reference
 * @param mask 1 for tokens and 0 for padding, same shape
 * @param stepPairs pairs in the whole step
 * @param stepChosenTokens tokens of the preferred answers in the whole step
 */
public record Pairs(
    NDArray logProbs,
    @Nullable NDArray reference,
    NDArray mask,
    int stepPairs,
    long stepChosenTokens) {

  /** How the tokens of an answer make one number. */
  public enum Scale {
    /** The sum over the answer's tokens. */
    SUM,
    /** The sum divided by the number of the answer's tokens. */
    TOKEN_MEAN
  }

  /**
   * One number for each answer of the pairs.
   *
   * @param w of the preferred answers, shape (pairs)
   * @param l of the rejected answers, shape (pairs)
   */
  public record Sides(NDArray w, NDArray l) {

    /** w - l, shape (pairs). */
    public NDArray difference() {
      return w.sub(l);
    }
  }

  static Pairs of(Microbatch micro, PairBatch batch) {
    float[][] reference = batch.reference();
    return new Pairs(
        micro.outputs(),
        reference == null ? null : micro.tokens(reference),
        micro.mask(),
        batch.pairs(),
        batch.chosenTokens());
  }

  /** log pi(y | x) of the answers, in nats. */
  public Sides logProbs(Scale scale) {
    return sides(logProbs, scale);
  }

  /**
   * log pi(y | x) - log ref(y | x) of the answers, in nats.
   *
   * @throws IllegalStateException if the method trains without a reference
   */
  public Sides logRatios(Scale scale) {
    if (reference == null) {
      throw new IllegalStateException("this loss needs a reference: PairTraining.withReference");
    }
    return sides(logProbs.sub(reference), scale);
  }

  /** This micro-batch's share of the mean over all pairs of the step, a scalar. */
  public NDArray mean(NDArray perPair) {
    return Scalars.times(perPair.sum(), 1.0 / stepPairs);
  }

  private Sides sides(NDArray tokens, Scale scale) {
    NDArray sums = Masked.rowSums(tokens, mask);
    NDArray rows = scale == Scale.SUM ? sums : sums.div(mask.sum(new int[] {1}));
    NDArray pairs = rows.reshape(-1, 2);
    return new Sides(pairs.get(":,0"), pairs.get(":,1"));
  }
}
