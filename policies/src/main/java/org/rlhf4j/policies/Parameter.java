package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * A weight that training changes.
 *
 * @param tensor the weight itself
 * @param decays whether weight decay applies: to matrices and embeddings, not to gains and biases
 */
record Parameter(PtNDArray tensor, boolean decays) {

  Parameter(PtNDArray tensor, Weight.Kind kind) {
    this(tensor, kind != Weight.Kind.GAIN && kind != Weight.Kind.BIAS);
  }
}
