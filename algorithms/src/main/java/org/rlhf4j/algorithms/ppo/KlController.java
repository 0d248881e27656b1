package org.rlhf4j.algorithms.ppo;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.api.Stateful;

/**
 * The weight of the KL penalty over time. With {@code ADAPTIVE} it follows the divergence, as a
 * proportional controller in log space (Ziegler et al. 2019, "Fine-tuning language models from
 * human preferences", arXiv:1909.08593, section 2.2):
 *
 * <pre>
 * e_t      = clip(KL_t / target - 1, -0.2, 0.2)
 * beta_t+1 = beta_t (1 + K e_t)
 * </pre>
 *
 * <p>with KL_t the mean over the answers of a step of their summed log-ratios. The paper has K =
 * 0.1; we follow its code (openai/lm-human-preferences), where K is the number of answers of the
 * step over a horizon.
 */
final class KlController implements Stateful {

  private static final double GREATEST_ERROR = 0.2;

  private final KlControl control;
  private final double target;
  private final double horizon;
  private double coefficient;

  KlController(PpoConventions conventions) {
    this.control = conventions.klControl();
    this.target = conventions.klTarget();
    this.horizon = conventions.klHorizon();
    this.coefficient = conventions.klCoefficient();
  }

  /** beta. */
  double coefficient() {
    return coefficient;
  }

  /**
   * Takes note of a step.
   *
   * @param kl mean divergence of its answers, in nats
   * @param answers how many
   */
  void observe(double kl, int answers) {
    if (control == KlControl.ADAPTIVE) {
      double error = kl / target - 1;
      double clipped = Math.max(-GREATEST_ERROR, Math.min(GREATEST_ERROR, error));
      coefficient *= 1 + clipped * answers / horizon;
    }
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeDouble(coefficient);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    coefficient = in.readDouble();
  }
}
