package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** A transformer with a scalar head: a reward or value model. */
final class TransformerScalarModel implements ScalarModel {

  private final TokenizerFiles text;
  private final Decoder decoder;
  private final ScalarHead head;
  private final TransformerOptions options;
  private @Nullable Learner learner;

  /** Takes over the decoder and one share of the text. */
  TransformerScalarModel(
      TokenizerFiles text, Decoder decoder, float[] head, TransformerOptions options) {
    this.text = text;
    this.decoder = decoder;
    this.head = new ScalarHead(decoder.head(), decoder.tensor(head, 1, head.length));
    this.options = options;
  }

  @Override
  public float[][] read(List<TokenRow> rows, Readout readout) {
    float[][] outputs = new float[rows.size()][];
    if (rows.isEmpty()) {
      return outputs;
    }
    for (int[] batch : MicroBatches.split(rows, 1, options.tokensPerMicrobatch())) {
      PackedRows packed = PackedRows.of(IntStream.of(batch).mapToObj(rows::get).toList(), readout);
      try (PtNDManager scope = decoder.scope()) {
        PtNDArray hidden = decoder.hiddenOfOutputs(scope, packed);
        float[] values = head.read(scope, hidden, packed).outputs().toFloatArray();
        for (int i = 0; i < batch.length; i++) {
          outputs[batch[i]] = packed.slice(values, i);
        }
      }
    }
    return outputs;
  }

  @Override
  public UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    return learner().update(batch, readout, head, loss, step);
  }

  private Learner learner() {
    if (learner == null) {
      learner = new Learner(decoder, parameters(), options.tokensPerMicrobatch());
    }
    return learner;
  }

  private List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(decoder.bodyParameters());
    parameters.add(new Parameter(head.weight(), true));
    return parameters;
  }

  private float[] headValues() {
    try (PtNDManager scope = decoder.scope()) {
      return decoder.floats(scope, head.plain(scope));
    }
  }

  @Override
  public ScalarModel copy() {
    return new TransformerScalarModel(text.share(), decoder.copy(), headValues(), options);
  }

  @Override
  public ScalarModel copyWithZeroHead() {
    float[] zeros = new float[headValues().length];
    return new TransformerScalarModel(text.share(), decoder.copy(), zeros, options);
  }

  @Override
  public void save(Path folder) {
    decoder.requireFinite();
    float[] values = headValues();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw NonFiniteLossException.ofWeights();
      }
    }
    Saving.write(folder, decoder, values, text);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    state().write(out, learner);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    ModelState state = state();
    if (state.readWeights(in)) {
      state.readLearner(in, learner());
    } else if (learner != null) {
      learner.close();
      learner = null;
    }
  }

  private ModelState state() {
    return ModelState.of("transformer with a scalar head", decoder, parameters());
  }

  @Override
  public void close() {
    if (learner != null) {
      learner.close();
    }
    decoder.close();
    text.release();
  }
}
