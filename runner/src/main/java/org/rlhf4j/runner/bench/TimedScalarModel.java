package org.rlhf4j.runner.bench;

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

/** A value model whose work is two phases of a lap. */
record TimedScalarModel(ScalarModel model, Phases phases) implements ScalarModel {
  @Override
  public float[][] read(List<TokenRow> rows, Readout readout) {
    return phases.time("values", () -> model.read(rows, readout));
  }

  @Override
  public UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    return phases.time("update_values", () -> model.update(batch, readout, loss, step));
  }

  @Override
  public ScalarModel copy() {
    return new TimedScalarModel(model.copy(), phases);
  }

  @Override
  public void save(Path folder) {
    model.save(folder);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    model.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    model.readState(in);
  }

  @Override
  public void close() {
    model.close();
  }
}
