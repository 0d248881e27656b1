package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/**
 * Log-probabilities of the rows' completion tokens.
 *
 * @param decoder whose output matrix is used
 * @param temperature divides the logits
 */
record VocabularyHead(Decoder decoder, double temperature) implements Head {

  // The buffer of logits: large enough for matrix products at full speed, small beside the model.
  private static final int BUFFER_ELEMENTS = 1 << 22;

  @Override
  public PtNDArray outputs(PtNDManager scope, PtNDArray hidden, PackedRows rows) {
    return (PtNDArray) score(scope, hidden, rows, false).get(0);
  }

  /**
   * Shape (2, N): log-probabilities, and entropies of the whole distributions in nats where asked
   * for.
   */
  PtNDArray score(PtNDManager scope, PtNDArray hidden, PackedRows rows, boolean entropy) {
    return decoder
        .head()
        .tensor(
            scope,
            "score",
            hidden,
            decoder.outputMatrix(scope),
            rows.targets(scope),
            temperature,
            chunk(),
            entropy);
  }

  @Override
  public PtNDArray backward(
      PtNDManager scope, PtNDArray hidden, PackedRows rows, PtNDArray outputs, PtNDArray gradient) {
    return decoder
        .head()
        .tensor(
            scope,
            "backward",
            hidden,
            decoder.outputMatrix(scope),
            rows.targets(scope),
            outputs,
            gradient,
            decoder.outputGradient(scope),
            temperature,
            chunk());
  }

  /** How many positions to multiply with the vocabulary at a time. */
  private int chunk() {
    return Math.max(16, Math.min(4096, BUFFER_ELEMENTS / decoder.config().outputs()));
  }
}
