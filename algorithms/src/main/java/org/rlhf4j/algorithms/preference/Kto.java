package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.pairs.PairBatch;
import org.rlhf4j.api.pairs.PairLoss;
import org.rlhf4j.api.pairs.PairReport;
import org.rlhf4j.api.pairs.PairTraining;
import org.rlhf4j.api.pairs.Pairs;
import org.rlhf4j.api.pairs.Pairs.Scale;
import org.rlhf4j.api.pairs.Pairs.Sides;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;

/** Kahneman-Tversky optimisation: each answer is desirable or not, by itself. */
@Source(
    value =
        "Ethayarajh et al. 2024, \"KTO: model alignment as prospect theoretic optimization\","
            + " arXiv:2402.01306, equation 8",
    differs =
        "each pair gives a desirable and an undesirable example; the reference point is a mean over"
            + " the whole step and not over a micro-batch")
public final class Kto implements OptimizerPlugin<Kto.Options> {

  /**
   * Options of Kahneman-Tversky optimisation.
   *
   * @param training how it passes over the pairs; an example is a pair
   * @param beta strength of the tie to the reference; a reward of 1 is worth 1 / beta nats
   * @param desirableWeight lambda_D, weight of preferred answers
   * @param undesirableWeight lambda_U, weight of rejected answers
   */
  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
      @Option(value = "weight of preferred answers", min = 0) double desirableWeight,
      @Option(value = "weight of rejected answers", min = 0) double undesirableWeight) {}

  /**
   * The loss, which has no unit:
   *
   * <pre>
   * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
   * L    = 1 / (2 P)  ( sum_desirable   lambda_D (1 - sigmoid(beta (h(y) - z0)))
   *                   + sum_undesirable lambda_U (1 - sigmoid(beta (z0 - h(y)))) )
   * </pre>
   *
   * with P the pairs of the whole step: each gives two examples, the preferred answer a desirable
   * and the rejected answer an undesirable one, and neither is compared with the other. (The paper
   * has the sum lambda_y - v(x, y), which is the same.)
   *
   * @param beta how soon gains and losses saturate; as in DPO
   * @param lambdaD weight of desirable answers
   * @param lambdaU weight of undesirable answers
   * @param z0 the reference point of this step, in nats, at least 0; see {@link #referencePoint}
   */
  record Loss(double beta, double lambdaD, double lambdaU, double z0) implements PairLoss {

    @Override
    public NDArray of(Pairs pairs) {
      Sides h = pairs.logRatios(Scale.SUM);
      NDArray gains = Scalars.times(h.w().sub(z0), beta);
      NDArray losses = Scalars.times(h.l().neg().add(z0), beta);
      // 1 - sigmoid(x) is sigmoid(-x), without cancellation
      NDArray desirable = Scalars.times(Activation.sigmoid(gains.neg()), lambdaD);
      NDArray undesirable = Scalars.times(Activation.sigmoid(losses.neg()), lambdaU);
      return Scalars.times(pairs.mean(desirable.add(undesirable)), 0.5);
    }
  }

  /**
   * z0 (section 4.1 of the paper): an estimate of KL(pi || ref), not differentiated, from answers
   * that belong to other prompts,
   *
   * <pre>
   * z0 = max(0, 1 / (2 P)  sum_i h(x_i, y_i+1))
   * </pre>
   *
   * where the answers are those of the step, each moved on to the next pair's prompt, the last to
   * the first. It is biased, because the answers are not drawn from pi, and saves drawing any;
   * policy and reference score each step's answers once more for it. The mean is over the whole
   * step, so that splitting it changes nothing; the paper and TRL take that of a batch on one
   * device. It depends on the order of the pairs in the step.
   *
   * @return z0 in nats; 0 for a step of one pair, which has no other prompt
   */
  static double referencePoint(PairBatch batch, TrainablePolicy policy, Likelihood reference) {
    if (batch.pairs() < 2) {
      return 0;
    }
    List<TokenRow> mismatched = mismatched(batch.rows(), policy.contextLength());
    double[] ratios = new double[mismatched.size()];
    List<float[]> ofPolicy = policy.logProbs(mismatched, 1.0);
    List<float[]> ofReference = reference.logProbs(mismatched, 1.0);
    Arrays.setAll(ratios, i -> PairReport.logRatio(ofPolicy.get(i), ofReference.get(i)));
    return Math.max(0, Arrays.stream(ratios).sum() / ratios.length);
  }

  /** Each answer with the next pair's prompt, cut off where both do not fit into the context. */
  static List<TokenRow> mismatched(List<TokenRow> rows, int contextLength) {
    List<TokenRow> mismatched = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int[] prompt = rows.get((i + 2) % rows.size()).prompt();
      int[] answer = rows.get(i).completion();
      int left = contextLength - prompt.length;
      mismatched.add(
          new TokenRow(prompt, answer.length <= left ? answer : Arrays.copyOf(answer, left)));
    }
    return mismatched;
  }

  /**
   * One gradient step. All is as it was before the step.
   *
   * @param loss of the step
   * @param pairs what every method on pairs logs
   * @param referencePoint z0 of the step
   * @param epoch passes over the data so far
   */
  public record Step(
      @Metric(
              name = "loss",
              doc = "mean over examples of weight (1 - value), in [0, greatest weight]")
          double loss,
      PairReport.Metrics pairs,
      @Metric(
              name = "kl",
              doc =
                  "reference point z0: mean log pi - log ref of answers moved to other prompts, at"
                      + " least 0, nats")
          double referencePoint,
      @Metric(name = "epoch", doc = "pairs seen so far / pairs in the data") double epoch)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "loss %.4f, margin %.3f", loss, pairs.margin());
    }
  }

  /** For the service loader. */
  public Kto() {}

  @Override
  public String id() {
    return "kto";
  }

  @Override
  public String summary() {
    return "Kahneman-Tversky optimisation: chosen answers are desirable, rejected ones are not,"
        + " each by itself";
  }

  @Override
  public Options defaults() {
    return new Options(PairTraining.defaults(1e-6), 0.1, 1, 1);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    double beta = options.beta();
    double lambdaD = options.desirableWeight();
    double lambdaU = options.undesirableWeight();
    if (lambdaD == 0 && lambdaU == 0) {
      throw new UserException(
          "kto with desirableWeight 0 and undesirableWeight 0 learns nothing; set at least one of"
              + " them above 0");
    }
    return PairTraining.withLossOfEachStep(
        id(),
        options.training(),
        (task, batch) ->
            new Loss(beta, lambdaD, lambdaU, referencePoint(batch, task.start(), task.reference())),
        (loss, report) ->
            new Step(
                report.loss(),
                report.metrics(Scale.SUM, row -> beta * report.logRatio(row)),
                loss.z0(),
                report.epoch()));
  }
}
