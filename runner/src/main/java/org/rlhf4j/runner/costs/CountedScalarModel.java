package org.rlhf4j.runner.costs;

import java.util.List;
import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.forwarding.ForwardingScalarModel;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** A reward or value model that counts the tokens that it reads and learns from. */
record CountedScalarModel(ScalarModel wrapped, ObjDoubleConsumer<String> ledger)
    implements ForwardingScalarModel {

  @Override
  public float[][] read(List<TokenRow> rows, Readout readout) {
    ledger.accept(Counted.READ, CountedPolicy.tokens(rows));
    return wrapped.read(rows, readout);
  }

  @Override
  public UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    ledger.accept(Counted.LEARNED, CountedPolicy.tokens(batch.rows()));
    return wrapped.update(batch, readout, loss, step);
  }

  @Override
  public ScalarModel copy() {
    return new CountedScalarModel(wrapped.copy(), ledger);
  }

  @Override
  public ScalarModel copyWithZeroHead() {
    return new CountedScalarModel(wrapped.copyWithZeroHead(), ledger);
  }
}
