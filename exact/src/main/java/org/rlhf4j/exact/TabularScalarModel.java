package org.rlhf4j.exact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.exact.TabularTraining.Cell;

/** A scalar model that is a table: one number for each sequence. */
public final class TabularScalarModel implements ScalarModel {

  private final AdamWTable table;
  private final Splitting splitting;
  private boolean closed;

  /**
   * A model with normally distributed outputs.
   *
   * @param random where they come from: they depend on the stream and the sequence alone
   * @param scale their standard deviation
   * @param splitting how updates split their batches
   */
  public TabularScalarModel(RandomStream random, double scale, Splitting splitting) {
    this(
        new AdamWTable(1, (table, sequence) -> AdamWTable.normal(1, random, sequence, scale)),
        splitting);
  }

  private TabularScalarModel(AdamWTable table, Splitting splitting) {
    this.table = table;
    this.splitting = splitting;
  }

  /** Whether this model was closed. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public float[][] read(List<TokenRow> rows, Readout readout) {
    checkOpen();
    float[][] outputs = new float[rows.size()][];
    for (int i = 0; i < outputs.length; i++) {
      List<Cell> cells = cells(rows.get(i), readout);
      outputs[i] = new float[cells.size()];
      for (int t = 0; t < outputs[i].length; t++) {
        outputs[i][t] = (float) table.get(cells.get(t).sequence())[0];
      }
    }
    return outputs;
  }

  @Override
  public UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    checkOpen();
    return TabularTraining.step(
        table,
        values -> values,
        batch.rows().stream().map(row -> cells(row, readout)).toList(),
        batch,
        null,
        splitting,
        loss,
        step,
        gradients -> {});
  }

  private static List<Cell> cells(TokenRow row, Readout readout) {
    int tokens = row.completion().length;
    return switch (readout) {
      case LAST_TOKEN -> List.of(new Cell(TabularPolicy.sequence(row, tokens), 0));
      case BEFORE_EACH_TOKEN ->
          IntStream.range(0, tokens)
              .mapToObj(t -> new Cell(TabularPolicy.sequence(row, t), 0))
              .toList();
    };
  }

  @Override
  public TabularScalarModel copy() {
    checkOpen();
    return new TabularScalarModel(table.copy(), splitting);
  }

  /** {@inheritDoc} A table is all head. */
  @Override
  public TabularScalarModel copyWithZeroHead() {
    checkOpen();
    return new TabularScalarModel(new AdamWTable(1, (table, sequence) -> new double[1]), splitting);
  }

  /** Writes the trained numbers as text: a table has no Hugging Face layout. */
  @Override
  public void save(Path folder) {
    table.save(folder);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    table.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    table.readState(in);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this model was closed");
    }
  }
}
