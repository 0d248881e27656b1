package org.rlhf4j.runner.costs;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** A reward or value model that counts the tokens that it reads and learns from. */
record CountedScalarModel(ScalarModel model, ObjDoubleConsumer<String> ledger)
    implements ScalarModel {

  @Override
  public float[][] read(List<TokenRow> rows, Readout readout) {
    ledger.accept(Counted.READ, CountedPolicy.tokens(rows));
    return model.read(rows, readout);
  }

  @Override
  public UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    ledger.accept(Counted.LEARNED, CountedPolicy.tokens(batch.rows()));
    return model.update(batch, readout, loss, step);
  }

  @Override
  public ScalarModel copy() {
    return new CountedScalarModel(model.copy(), ledger);
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
