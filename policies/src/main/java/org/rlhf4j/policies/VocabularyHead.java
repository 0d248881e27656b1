package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/**
 * Log-probabilities of the rows' completion tokens: shape (1, N).
 *
 * @param decoder whose output matrix is used
 * @param temperature divides the logits
 */
record VocabularyHead(Decoder decoder, double temperature) implements Head {

  // Logits in memory at a time: enough for matrix products at full speed, small beside the model.
  private static final int BUFFER_ELEMENTS = 1 << 23;

  @Override
  public Pass read(PtNDManager scope, PtNDArray hidden, PackedRows rows) {
    int chunk = chunk(decoder, 1);
    PtNDArray matrix = decoder.outputMatrix(scope);
    PtNDArray targets = rows.targets(scope);
    PtNDArray buffer = buffer(scope, decoder, hidden, Math.min(chunk, rows.outputs()));
    PtNDArray outputs =
        decoder.head().tensor(scope, "score", hidden, matrix, targets, temperature, chunk, buffer);
    return new Pass(
        outputs,
        gradient ->
            decoder
                .head()
                .tensor(
                    scope,
                    "backward",
                    hidden,
                    matrix,
                    targets,
                    gradient,
                    decoder.outputGradient(scope),
                    temperature,
                    chunk,
                    buffer));
  }

  /** How many positions to multiply with the vocabulary at a time, with so many buffers. */
  static int chunk(Decoder decoder, int buffers) {
    int most = BUFFER_ELEMENTS / buffers / decoder.config().outputs();
    return Math.max(16, Math.min(4096, most / 16 * 16));
  }

  /** Room for the logits of so many positions, on the device of {@code like}. */
  static PtNDArray buffer(PtNDManager scope, Decoder decoder, PtNDArray like, int positions) {
    return decoder.head().tensor(scope, "buffer", like, positions, decoder.config().outputs());
  }
}
