package org.rlhf4j.policies;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** One gradient step of a decoder with a head: the engine's side of the trainable seam. */
final class Learner implements AutoCloseable {

  private final Decoder decoder;
  private final Program program;
  private final Moments moments;
  private final int tokenBudget;

  /**
   * @param parameters everything that is trained, the head's own weights included
   * @param tokenBudget most tokens in a micro-batch, padding counted
   */
  Learner(Decoder decoder, List<Parameter> parameters, int tokenBudget) {
    this.decoder = decoder;
    this.program = decoder.head();
    decoder.wake();
    this.moments = new Moments(decoder.manager(), program, parameters, decoder.trainedType());
    this.tokenBudget = tokenBudget;
  }

  /** What later steps depend on besides the parameters: float32 tensors in a fixed order. */
  List<PtNDArray> state() {
    return moments.state();
  }

  UpdateReport update(
      TrainingBatch batch, Readout readout, Head head, TokenLoss loss, AdamWStep step) {
    float[][] outputs = new float[batch.rows().size()][];
    double total = 0;
    for (int[] rows : MicroBatches.split(batch.rows(), batch.groupSize(), tokenBudget)) {
      double share = accumulate(batch, rows, readout, head, loss, outputs);
      if (!Double.isFinite(share)) {
        moments.zeroGradients();
        throw new NonFiniteLossException("the loss is " + share, rows, batch.rows());
      }
      total += share;
    }
    double norm = moments.step(step);
    if (!Double.isFinite(norm)) {
      throw new NonFiniteLossException(
          "the gradient's norm is " + norm,
          IntStream.range(0, batch.rows().size()).toArray(),
          batch.rows());
    }
    return new UpdateReport(total, norm, outputs);
  }

  /**
   * Adds one micro-batch's gradient; returns its share of the loss and fills in the outputs of its
   * rows.
   */
  private double accumulate(
      TrainingBatch batch,
      int[] rows,
      Readout readout,
      Head head,
      TokenLoss loss,
      float[][] outputs) {
    PackedRows packed =
        PackedRows.of(IntStream.of(rows).mapToObj(batch.rows()::get).toList(), readout);
    try (PtNDManager scope = decoder.scope()) {
      JniUtils.setGradMode(true);
      PtNDArray hidden = decoder.hiddenForTraining(scope, packed.ids(scope));
      JniUtils.setGradMode(false);

      PtNDArray flat = flat(JniUtils.detachGradient(hidden));
      PtNDArray places = packed.places(scope);
      PtNDArray read = program.tensor(scope, "select", flat, places);
      Head.Pass pass = head.read(scope, read, packed);
      float[] values = pass.outputs().toFloatArray();
      for (int i = 0; i < rows.length; i++) {
        outputs[rows[i]] = packed.slice(values, i);
      }

      // Made anew from Java: what a program returns cannot ask for a gradient.
      int kinds = (int) pass.outputs().getShape().get(0);
      PtNDArray seen = packed.padded(scope, values, kinds);
      JniUtils.setGradMode(true);
      seen.setRequiresGradient(true);
      NDArray share =
          loss.of(microbatch(scope, batch, rows, seen, packed)).toType(DataType.FLOAT32, false);
      float value = share.getFloat();
      if (Float.isFinite(value)) {
        JniUtils.backward(
            (PtNDArray) share, (PtNDArray) scope.ones(share.getShape()), false, false);
        JniUtils.setGradMode(false);
        PtNDArray padded = (PtNDArray) seen.getGradient().reshape(kinds, -1);
        PtNDArray slope = program.tensor(scope, "columns", padded, packed.paddedPlaces(scope));
        PtNDArray slopeOfRead = pass.backward().apply(slope);
        PtNDArray slopeOfHidden =
            program.tensor(scope, "spread", slopeOfRead, places, packed.rows() * packed.width());
        JniUtils.backward(hidden, slopeOfHidden.reshape(hidden.getShape()), false, false);
      }
      return value;
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  // The head's numbers come in this order: outputs, entropies, divergences.
  private static Microbatch microbatch(
      PtNDManager scope, TrainingBatch batch, int[] rows, PtNDArray seen, PackedRows packed) {
    return new Microbatch(
        scope,
        rows,
        seen.get(0),
        packed.mask(scope),
        batch.entropies() ? seen.get(1) : null,
        batch.divergenceFrom() == null ? null : seen.get(2));
  }

  private static PtNDArray flat(PtNDArray hidden) {
    return (PtNDArray) hidden.reshape(-1, hidden.getShape().get(2));
  }

  @Override
  public void close() {
    moments.close();
  }
}
