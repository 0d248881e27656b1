package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A learned score: the product of a hidden state with one weight vector, without bias, as in the
 * sequence classifiers of transformers. Outputs have shape (1, N).
 *
 * @param program the program of {@code Head.py}
 * @param weight the vector, of shape (1, D) and the decoder's type
 */
record ScalarHead(Program program, PtNDArray weight) implements Head {

  @Override
  public Pass read(PtNDManager scope, PtNDArray hidden, PackedRows rows) {
    PtNDArray vector = plain(scope);
    return new Pass(
        program.tensor(scope, "scalar", hidden, vector),
        gradient -> {
          PtNDArray own = JniUtils.getGradient(weight);
          own.attach(scope);
          return program.tensor(scope, "scalar_backward", hidden, vector, gradient, own);
        });
  }

  /** The weight's memory without its gradient. */
  PtNDArray plain(PtNDManager scope) {
    PtNDArray plain = JniUtils.detachGradient(weight);
    plain.attach(scope);
    return plain;
  }
}
