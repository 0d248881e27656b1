package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.Locale;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;
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
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Odds ratio preference optimisation: imitation and preference in one loss, without a reference.
 */
@Source(
    value =
        "Hong, Lee and Thorne 2024, \"ORPO: monolithic preference optimization without reference"
            + " model\", arXiv:2403.07691, equations 3 to 7",
    differs =
        "in the imitation term each token weighs the same, and the prompt's tokens never count")
public final class Orpo implements OptimizerPlugin<Orpo.Options> {

  /**
   * Options of odds ratio preference optimisation.
   *
   * @param training how it passes over the pairs; an example is a pair
   * @param lambda weight of the odds ratio beside the imitation of preferred answers
   */
  public record Options(
      @Option("how it passes over the pairs") TrainingOptions training,
      @Option(value = "weight of the odds ratio beside imitation", min = 0) double lambda) {}

  /**
   * The loss, in nats:
   *
   * <pre>
   * log p(y) = 1 / |y|  sum_t log pi(y_t | x, y_&lt;t)
   * odds(y)  = p(y) / (1 - p(y))
   * L_OR     = - 1 / P  sum_pairs log sigmoid(log odds(y_w) - log odds(y_l))
   * L_SFT    = - 1 / N  sum_pairs sum_t log pi(y_w,t | x, y_w,&lt;t)
   * L        = L_SFT + lambda L_OR
   * </pre>
   *
   * with P the pairs, and N the tokens of their preferred answers, of the whole step.
   *
   * <p>Where we differ: L_SFT gives each token the same weight, as the authors' code and TRL do
   * (the paper's equation 6 reads as a mean over pairs); both have the prompt's tokens in L_SFT,
   * TRL always and the authors by an option, and we never do.
   *
   * @param lambda weight of L_OR
   */
  record Loss(double lambda) implements PairLoss {

    /** Where p is this close to 1 its odds are no longer told apart; keeps them finite. */
    private static final double SMALLEST = 1e-6;

    @Override
    public NDArray of(Pairs pairs) {
      Sides logP = pairs.logProbs(Scale.TOKEN_MEAN);
      NDArray oddsRatio = logOdds(logP.w()).sub(logOdds(logP.l()));
      NDArray lossOr = pairs.mean(LogSigmoid.of(oddsRatio).neg());
      NDArray chosen = pairs.logProbs(Scale.SUM).w();
      NDArray lossSft = Scalars.times(chosen.sum(), -1.0 / pairs.stepChosenTokens());
      return lossSft.add(Scalars.times(lossOr, lambda));
    }

    /**
     * log(p / (1 - p)) of p = exp(-u), which is -log(exp(u) - 1) = -(log tanh(u / 2) + log(1 +
     * exp(u))): neither cancels for small u nor overflows for large u.
     */
    private static NDArray logOdds(NDArray logProbs) {
      NDArray u = logProbs.neg().clip(SMALLEST, Float.MAX_VALUE);
      return Scalars.times(u, 0.5).tanh().log().add(Activation.softPlus(u)).neg();
    }

    /** The same in double precision, for metrics. */
    static double logOdds(double logProb) {
      double u = Math.max(-logProb, SMALLEST);
      return -(u + Math.log(-Math.expm1(-u)));
    }
  }

  /**
   * One gradient step. All is as it was before the step.
   *
   * @param loss of the step
   * @param pairs what every method on pairs logs
   * @param imitationLoss of the preferred answers
   * @param logOddsRatio mean over pairs, at most 0
   * @param logOddsChosen mean over pairs
   * @param epoch passes over the data so far
   */
  public record Step(
      @Metric(name = "loss", doc = "nll_loss - lambda log_odds_ratio, nats") double loss,
      PairReport.Metrics pairs,
      @Metric(
              name = "nll_loss",
              doc = "-sum of log pi over the tokens of the chosen answers / their number, nats")
          double imitationLoss,
      @Metric(
              name = "log_odds_ratio",
              doc =
                  "mean over pairs of log sigmoid(log odds of chosen - log odds of rejected), nats")
          double logOddsRatio,
      @Metric(
              name = "log_odds_chosen",
              doc = "mean over pairs of log odds of chosen - log odds of rejected")
          double logOddsChosen,
      @Metric(name = "epoch", doc = "pairs seen so far / pairs in the data") double epoch)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f", loss, pairs.accuracy());
    }

    /** The step's numbers, in double precision. */
    static Step of(PairReport report, double lambda) {
      double nll = 0;
      long tokens = 0;
      double logOddsRatio = 0;
      double logOddsChosen = 0;
      for (int w = 0; w < 2 * report.pairs(); w += 2) {
        nll -= report.logProb(w, Scale.SUM);
        tokens += report.tokens(w);
        double difference =
            Loss.logOdds(report.logProb(w, Scale.TOKEN_MEAN))
                - Loss.logOdds(report.logProb(w + 1, Scale.TOKEN_MEAN));
        logOddsChosen += difference / report.pairs();
        logOddsRatio -= softplus(-difference) / report.pairs();
      }
      return new Step(
          report.loss(),
          report.metrics(Scale.TOKEN_MEAN, row -> lambda * report.logProb(row, Scale.TOKEN_MEAN)),
          nll / tokens,
          logOddsRatio,
          logOddsChosen,
          report.epoch());
    }

    private static double softplus(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
  }

  /** For the service loader. */
  public Orpo() {}

  @Override
  public String id() {
    return "orpo";
  }

  @Override
  public String summary() {
    return "odds ratio preference optimisation: imitation and preference in one loss, no reference";
  }

  @Override
  public Options defaults() {
    // rate and weight of the authors' script for Mistral-ORPO-beta
    return new Options(PairTraining.defaults(5e-6), 0.1);
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    double lambda = options.lambda();
    return PairTraining.withoutReference(
        id(), options.training(), new Loss(lambda), report -> Step.of(report, lambda));
  }
}
