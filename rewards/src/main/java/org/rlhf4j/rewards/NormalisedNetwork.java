package org.rlhf4j.rewards;

import java.util.List;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.forwarding.ForwardingScalarModel;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * A network whose outputs are shifted and scaled as the scores of its reward are:
 *
 * <pre>(x - shift) / divisor</pre>
 *
 * <p>It learns through that, so the two numbers stay. It is saved as the network that it wraps: a
 * sequence classifier has no place for them.
 *
 * @param wrapped owned by this one
 */
record NormalisedNetwork(ScalarModel wrapped, double shift, double divisor)
    implements ForwardingScalarModel {

  @Override
  public float[][] read(List<TokenRow> rows, Readout readout) {
    return normalised(wrapped.read(rows, readout));
  }

  @Override
  public UpdateReport update(TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
    UpdateReport report = wrapped.update(batch, readout, micro -> loss.of(normalised(micro)), step);
    return new UpdateReport(report.loss(), report.gradNorm(), normalised(report.outputs()));
  }

  /** The same with other outputs, 0 where padded. */
  private Microbatch normalised(Microbatch micro) {
    return new Microbatch(
        micro.manager(),
        micro.rows(),
        Scalars.times(micro.outputs().sub(shift), 1 / divisor).mul(micro.mask()),
        micro.mask());
  }

  private float[][] normalised(float[][] outputs) {
    float[][] normalised = new float[outputs.length][];
    for (int i = 0; i < outputs.length; i++) {
      normalised[i] = new float[outputs[i].length];
      for (int t = 0; t < outputs[i].length; t++) {
        normalised[i][t] = (float) ((outputs[i][t] - shift) / divisor);
      }
    }
    return normalised;
  }

  @Override
  public ScalarModel copy() {
    return new NormalisedNetwork(wrapped.copy(), shift, divisor);
  }

  @Override
  public ScalarModel copyWithZeroHead() {
    return wrapped.copyWithZeroHead();
  }
}
