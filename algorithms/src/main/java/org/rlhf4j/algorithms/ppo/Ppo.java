package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.algorithms.rollout.ClippedSurrogate;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.Optimizer;

/**
 * Proximal policy optimisation against a reward model, held to the reference by a KL penalty.
 * {@code PpoTraining} is one step from top to bottom.
 */
@Source("Schulman et al. 2017, \"Proximal policy optimization algorithms\", arXiv:1707.06347")
@Source(
    value =
        "Ziegler et al. 2019, \"Fine-tuning language models from human preferences\","
            + " arXiv:1909.08593; Stiennon et al. 2020, arXiv:2009.01325",
    differs =
        "the adaptive coefficient follows the program, which divides by the horizon, and not the"
            + " paper's K = 0.1")
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387: preset alpacafarm",
    differs =
        "padding is read as repetitions of the last token; the value model's head has no bias;"
            + " policy and value model are clipped each by its own norm; preset rlhf4j also leaves"
            + " padding out of all numbers and keeps the reward's head")
@Source(
    value = "PPOConfig and ppo_trainer.py of huggingface/trl 1.9: preset trl",
    differs =
        "means are over the tokens of a mini-batch, not of a micro-batch; padding enters no metric")
@Source(
    value =
        "Huang et al. 2024, \"The N+ implementation details of RLHF with PPO\", arXiv:2403.17031:"
            + " preset n-plus",
    differs = "as from trl; weights decay in matrices alone, not in norms and biases")
@Source(
    value =
        "Ouyang et al. 2022, arXiv:2203.02155, section 3.5 and appendix C.4: preset instructgpt",
    differs =
        "demonstrations stand for the pretraining data; what the paper does not tell is as in"
            + " openai/lm-human-preferences; whitening is over the rollout batch, not in each"
            + " mini-batch; no moving average of weights")
public final class Ppo implements OptimizerPlugin<Ppo.Options> {

  /**
   * Options of proximal policy optimisation.
   *
   * @param preset whose conventions to follow
   * @param conventions its choices, or others
   * @param steps rollout batches in all; learning rates follow their schedule over these
   * @param rollouts answers a rollout batch, one a prompt
   * @param decoding how answers are drawn; the temperature is the preset's where none is given
   * @param policyOptimizer gradient rule of the policy; what is not given is the preset's
   * @param valueOptimizer gradient rule of the value model; what is not given is the preset's
   * @param ptxBatch demonstrations in each gradient step, where {@code ptxCoefficient} is above 0
   * @param lengths limits on the length of these demonstrations
   */
  public record Options(
      @Option(convention = true, value = "whose conventions to follow") PpoPreset preset,
      @Option("where to depart from the preset") PpoConventions conventions,
      @Option(value = "rollout batches in all", min = 1, max = 1_000_000) int steps,
      @Option(value = "answers a rollout batch, one a prompt", min = 1, max = 100_000) int rollouts,
      @Option("how answers are drawn; the temperature's default is the preset's") Decoding decoding,
      @Option("gradient rule of the policy; its defaults are the preset's") AdamW policyOptimizer,
      @Option("gradient rule of the value model; its defaults are the preset's")
          AdamW valueOptimizer,
      @Option(value = "demonstrations a gradient step, where ptxCoefficient is above 0", min = 1)
          int ptxBatch,
      @Option("limits on the length of these demonstrations") LengthLimits lengths) {}

  /**
   * The clipped surrogate objective of proximal policy optimisation (Schulman et al. 2017,
   * "Proximal policy optimization algorithms", arXiv:1707.06347, equation 7), as a loss to
   * minimise:
   *
   * <pre>
   * r_t = pi(y_t) / pi_old(y_t)
   * L   = 1 / N  sum_t max(-A_t r_t, -A_t clip(r_t, 1 - c, 1 + c))
   * </pre>
   *
   * <p>t runs over the response tokens of a mini-batch; N is its denominator, so the loss has the
   * unit of the advantages.
   *
   * @param clipRatio c
   */
  record PolicyLoss(double clipRatio) {

    /**
     * This micro-batch's share of the loss.
     *
     * @param logProbs log pi, shape (rows, tokens)
     * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
     * @param advantages A, same shape
     * @param mask same shape
     * @param denominator N
     * @return a scalar
     */
    NDArray of(
        NDArray logProbs,
        NDArray oldLogProbs,
        NDArray advantages,
        NDArray mask,
        double denominator) {
      NDArray ratios = logProbs.sub(oldLogProbs).exp();
      NDArray losses = surrogate().of(ratios, advantages);
      return Scalars.times(Masked.sum(losses, mask), 1 / denominator);
    }

    /** What is minimised for each token. */
    ClippedSurrogate surrogate() {
      return new ClippedSurrogate(clipRatio);
    }
  }

  /**
   * A penalty on the divergence from the reference as a part of the loss, in nats, with the
   * estimator k of {@link KlEstimator} and lr_t = log pi(y_t) - log ref(y_t):
   *
   * <pre>L = beta / N  sum_t k(lr_t)</pre>
   *
   * <p>Mind what the gradient of such a penalty is on the policy's own samples. That of k1 is the
   * score function, whose mean is 0 whatever the divergence, so it holds nothing back; that of k2
   * has the mean of the gradient of KL(pi || ref); that of k3 has the mean of the gradient of
   * KL(ref || pi).
   *
   * @param estimator k
   * @param coefficient beta
   */
  record KlLoss(KlEstimator estimator, double coefficient) {

    /**
     * This micro-batch's share of the penalty.
     *
     * @param logProbs log pi, shape (rows, tokens)
     * @param reference log ref, same shape
     * @param mask same shape
     * @param denominator N
     * @return a scalar
     */
    NDArray of(NDArray logProbs, NDArray reference, NDArray mask, double denominator) {
      NDArray lr = logProbs.sub(reference);
      NDArray estimates =
          switch (estimator) {
            case K1 -> lr;
            case K2 -> Scalars.times(lr.square(), 0.5);
            case K3 -> lr.neg().exp().sub(1).add(lr);
            case CLAMPED -> Activation.relu(lr);
          };
      return Scalars.times(Masked.sum(estimates, mask), coefficient / denominator);
    }
  }

  /**
   * The pretraining part of PPO-ptx (Ouyang et al. 2022, "Training language models to follow
   * instructions with human feedback", arXiv:2203.02155, equation 2), in nats a token:
   *
   * <pre>L = - gamma / M  sum_t log pi(x_t)</pre>
   *
   * <p>t runs over the M answer tokens of the demonstrations of a gradient step. They stand for the
   * paper's pretraining data, of which prompts count too; it does not say what its sum is divided
   * by.
   *
   * @param coefficient gamma
   */
  record PtxLoss(double coefficient) {

    /**
     * This micro-batch's share of the loss.
     *
     * @param logProbs log pi, shape (rows, tokens)
     * @param mask same shape
     * @param stepTokens M
     * @return a scalar
     */
    NDArray of(NDArray logProbs, NDArray mask, long stepTokens) {
      return Scalars.times(Masked.sum(logProbs, mask), -coefficient / stepTokens);
    }
  }

  /**
   * The clipped squared error of the value model. It is in no paper but in OpenAI's baselines and
   * most code after it (Huang et al. 2022, "The 37 implementation details of proximal policy
   * optimization", "value function loss clipping"; AlpacaFarm and TRL compute the same):
   *
   * <pre>
   * V'_t = V_old,t + clip(V_t - V_old,t, -c, c)
   * L    = 1 / (2 N)  sum_t max((V_t - R_t)^2, (V'_t - R_t)^2)
   * </pre>
   *
   * <p>in squared units of the reward. The coefficient of the value loss is applied by the caller.
   *
   * @param clipValue c
   */
  record ValueLoss(double clipValue) {

    /**
     * This micro-batch's share of the loss.
     *
     * @param values V, shape (rows, tokens)
     * @param oldValues V_old as it was when the episodes were sampled, same shape
     * @param returns R = advantage + V_old, same shape
     * @param mask same shape
     * @param denominator N
     * @return a scalar
     */
    NDArray of(
        NDArray values, NDArray oldValues, NDArray returns, NDArray mask, double denominator) {
      NDArray clipped = oldValues.add(values.sub(oldValues).clip(-clipValue, clipValue));
      NDArray losses = values.sub(returns).square().maximum(clipped.sub(returns).square());
      return Scalars.times(Masked.sum(losses, mask), 0.5 / denominator);
    }

    /** Whether the clipped error of a step is the greater one. */
    boolean clips(double value, double oldValue, double target) {
      double clipped = Math.max(oldValue - clipValue, Math.min(oldValue + clipValue, value));
      return Math.abs(clipped - target) > Math.abs(value - target);
    }
  }

  /** For the service loader. */
  public Ppo() {}

  @Override
  public String id() {
    return "ppo";
  }

  @Override
  public String summary() {
    return "proximal policy optimisation against a reward, with a value model and a KL penalty";
  }

  @Override
  public Options defaults() {
    return defaults(PpoPreset.RLHF4J);
  }

  @Override
  public Options defaults(String preset) {
    return defaults(PpoPreset.of(preset));
  }

  private static Options defaults(PpoPreset preset) {
    return new Options(
        preset,
        preset.conventions(),
        100,
        64,
        Decoding.sampling(preset.temperature(), new Decoding().maxNewTokens()),
        preset.rule(),
        preset.rule(),
        16,
        new LengthLimits());
  }

  @Override
  public Optional<Record> resolved(Options options) {
    return Optional.of(options.conventions());
  }

  @Override
  public Map<String, Record> presets() {
    Map<String, Record> presets = new LinkedHashMap<>();
    for (PpoPreset preset : PpoPreset.values()) {
      presets.put(preset.inWords(), preset.conventions());
    }
    return presets;
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    PpoConventions conventions = options.conventions();
    Rollouts.requireSampling(id(), options.decoding());
    if (conventions.minibatches() > options.rollouts()) {
      throw new UserException(
          "ppo cannot split "
              + options.rollouts()
              + " rollouts into "
              + conventions.minibatches()
              + " mini-batches; set conventions.minibatches to at most rollouts");
    }
    if (conventions.missingEos() == PpoConventions.MissingEos.SUBTRACT
        && !(conventions.missingEosValue() > 0)) {
      throw new UserException(
          "with conventions.missingEos SUBTRACT the penalty conventions.missingEosValue must be"
              + " above 0, got "
              + conventions.missingEosValue());
    }
    if (conventions.klControl() == PpoConventions.KlControl.ADAPTIVE
        && !(conventions.klCoefficient() > 0)) {
      throw new UserException(
          "with conventions.klControl ADAPTIVE the first conventions.klCoefficient must be above 0,"
              + " or it never changes; got "
              + conventions.klCoefficient());
    }
    if (conventions.ptxCoefficient() > 0
        && conventions.temperatureInLogProbs()
        && options.decoding().temperature() != 1) {
      throw new UserException(
          "ppo with conventions.ptxCoefficient "
              + conventions.ptxCoefficient()
              + " learns demonstrations at the temperature of its log-probabilities, which must be"
              + " 1, got decoding.temperature "
              + options.decoding().temperature()
              + "; set conventions.temperatureInLogProbs to false or ptxCoefficient to 0");
    }
    List<String> idle = new ArrayList<>(conventions.withoutEffect(options.preset().conventions()));
    if (conventions.ptxCoefficient() == 0) {
      String why =
          "has no effect with conventions.ptxCoefficient 0; set that above 0 or leave it out";
      if (options.ptxBatch() != defaults().ptxBatch()) {
        idle.add("ptxBatch " + options.ptxBatch() + " " + why);
      }
      if (!options.lengths().equals(defaults().lengths())) {
        idle.add("lengths " + why);
      }
    }
    if (!idle.isEmpty()) {
      throw new UserException("ppo: " + String.join("; ", idle));
    }
    return new PpoTraining(options);
  }
}
