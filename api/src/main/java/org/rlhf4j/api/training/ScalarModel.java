package org.rlhf4j.api.training;

import java.nio.file.Path;
import java.util.List;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.TokenRow;

/**
 * A trunk with a scalar head: a reward model or a value model. It learns through the same call as a
 * policy.
 */
public interface ScalarModel extends AutoCloseable, Stateful {

  /**
   * The head's outputs.
   *
   * @param rows what to read
   * @param readout at which positions
   * @return for each row its outputs: one a completion token, or one in all
   */
  float[][] read(List<TokenRow> rows, Readout readout);

  /**
   * One gradient step, as {@link TrainablePolicy#update}, with the head's outputs in the place of
   * log-probabilities.
   *
   * @param batch the rows
   * @param readout at which positions the loss sees outputs
   * @param loss asked for each micro-batch
   * @param step learning rate and the other settings of this step
   * @throws NonFiniteLossException if the loss or its gradient is not finite; the weights are then
   *     unchanged
   */
  UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step);

  /** An independent copy of the weights, without the moments of AdamW. The caller owns it. */
  ScalarModel copy();

  /**
   * The same with a head of zeros in the place of its own: outputs are 0, whatever it reads, until
   * it learns. A shift or scale of the outputs is left out. The caller owns it.
   */
  ScalarModel copyWithZeroHead();

  /** Writes the model in Hugging Face layout (a sequence classifier with one label). */
  void save(Path folder);

  @Override
  void close();
}
