package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/**
 * Watches that what an adapter learns reaches the sampler. A model that trains one thing and
 * samples from another looks healthy for a long time; so after each step one short row is read by
 * the way that training takes and by the way that sampling takes (token by token, with a key/value
 * cache). Both must give the same log-probabilities, and not those of before the training.
 */
final class Canary {

  private static final int LONGEST = 8; // tokens of the row

  private final Decoder decoder;
  private final int[] row;
  private final float[] before;
  private final double rounding;
  private double learned; // sum of learning rates times the scale: what B has moved, about

  /** One for a training that begins. */
  Canary(Decoder decoder, TokenRow from) {
    this.decoder = decoder;
    this.row = new int[Math.min(LONGEST, from.length())];
    Arrays.setAll(row, from::token);
    this.before = bySampling();
    this.rounding = decoder.type() == Dtype.FLOAT32 ? 1e-3 : 0.25;
  }

  /**
   * Reads the row after a step.
   *
   * @param gradientNorm of the step; at 0 nothing was to be learned
   * @throws IllegalStateException if the two ways differ, or nothing has changed
   */
  void check(AdamWStep step, double gradientNorm) {
    if (gradientNorm > 0 && decoder.adapter() != null) {
      learned += step.learningRate() * decoder.adapter().shape().scale();
    }
    check(byTraining(), bySampling(), before, rounding, learned);
  }

  /**
   * Compares log-probabilities.
   *
   * @param learned about how much the adapter's numbers have moved, times its scale
   */
  static void check(
      float[] trained, float[] sampled, float[] before, double rounding, double learned) {
    for (int i = 0; i < trained.length; i++) {
      if (!(Math.abs(trained[i] - sampled[i]) <= rounding * Math.max(1, Math.abs(trained[i])))) {
        throw new IllegalStateException(
            "the sampler does not have the weights that are trained: it gives a token the"
                + " log-probability "
                + sampled[i]
                + " where training has "
                + trained[i]
                + "; results would be worth nothing, so the run stops. Please report this");
      }
    }
    // Smaller steps can vanish in the rounding of the weights beside them.
    if (learned > rounding / 10 && Arrays.equals(sampled, before)) {
      throw new IllegalStateException(
          "training does not reach the sampler: after steps that moved the adapter by about "
              + learned
              + " its log-probabilities are still "
              + Arrays.toString(sampled)
              + "; results would be worth nothing, so the run stops. Please report this");
    }
  }

  private float[] byTraining() {
    try (PtNDManager scope = decoder.scope()) {
      JniUtils.setGradMode(true);
      PtNDArray hidden;
      try {
        hidden = decoder.hiddenForTraining(scope, ids(scope));
      } finally {
        JniUtils.setGradMode(false);
      }
      PtNDArray plain = JniUtils.detachGradient(hidden);
      plain.attach(scope);
      return logProbs(scope, (PtNDArray) plain.reshape(-1, decoder.config().hidden()));
    }
  }

  private PtNDArray ids(PtNDManager scope) {
    long[] ids = Arrays.stream(row, 0, row.length - 1).asLongStream().toArray();
    return Torch.longs(scope, ids, 1, ids.length);
  }

  private float[] bySampling() {
    try (PtNDManager scope = decoder.scope();
        KeyValueCache cache = decoder.newCache(1, row.length)) {
      float[] all = new float[row.length - 1];
      long[] one = {0};
      for (int t = 0; t < all.length; t++) {
        PtNDArray hidden =
            t == 0
                ? cache.prefill(scope, List.of(new int[] {row[0]}), one, one)
                : cache.decode(scope, new long[] {row[t]}, new long[] {t});
        all[t] = logProb(scope, hidden, row[t + 1]);
      }
      return all;
    }
  }

  private float[] logProbs(PtNDManager scope, PtNDArray hidden) {
    float[] all = new float[row.length - 1];
    for (int t = 0; t < all.length; t++) {
      all[t] = logProb(scope, (PtNDArray) hidden.get(t + ":" + (t + 1)), row[t + 1]);
    }
    return all;
  }

  private float logProb(PtNDManager scope, PtNDArray hidden, int token) {
    return decoder
        .head()
        .tensor(
            scope,
            "score",
            hidden,
            decoder.outputMatrix(scope),
            Torch.longs(scope, new long[] {token}, 1),
            1.0,
            1,
            VocabularyHead.buffer(scope, decoder, hidden, 1))
        .getFloat();
  }
}
