package org.rlhf4j.runner.bench;

import java.util.List;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.forwarding.ForwardingScalarModel;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** A value model whose work is two phases of a lap. */
record TimedScalarModel(ScalarModel wrapped, Phases phases) implements ForwardingScalarModel {
  @Override
  public float[][] read(List<TokenRow> rows, Readout readout) {
    return phases.time("values", () -> wrapped.read(rows, readout));
  }

  @Override
  public UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    return phases.time("update_values", () -> wrapped.update(batch, readout, loss, step));
  }

  @Override
  public ScalarModel copy() {
    return new TimedScalarModel(wrapped.copy(), phases);
  }

  @Override
  public ScalarModel copyWithZeroHead() {
    return new TimedScalarModel(wrapped.copyWithZeroHead(), phases);
  }
}
