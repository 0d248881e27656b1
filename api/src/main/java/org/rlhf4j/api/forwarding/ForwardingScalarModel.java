package org.rlhf4j.api.forwarding;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * A network with a scalar head around another. What is not overridden is the wrapped network's;
 * {@link #copy()} and {@link #copyWithZeroHead()} are left to the wrapper, because only it knows
 * how to wrap the copies.
 */
public interface ForwardingScalarModel extends ScalarModel {

  /** Who reads and learns; always the same. */
  ScalarModel wrapped();

  @Override
  default float[][] read(List<TokenRow> rows, Readout readout) {
    return wrapped().read(rows, readout);
  }

  @Override
  default UpdateReport update(
      TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    return wrapped().update(batch, readout, loss, step);
  }

  @Override
  default void save(Path folder) {
    wrapped().save(folder);
  }

  @Override
  default void writeState(DataOutput out) throws IOException {
    wrapped().writeState(out);
  }

  @Override
  default void readState(DataInput in) throws IOException {
    wrapped().readState(in);
  }

  @Override
  default void close() {
    wrapped().close();
  }
}
