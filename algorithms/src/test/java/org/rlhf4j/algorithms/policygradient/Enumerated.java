package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.exact.Exact;
import org.rlhf4j.exact.TabularLanguage;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;

/**
 * All seven answers of at most two tokens to one prompt, and all groups of them: so the expectation
 * of an estimator's gradient is a sum, and not an average over draws.
 */
final class Enumerated {

  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(4, "a", "b");
  private static final Prompt PROMPT = Tasks.prompt("a");
  private static final int[][] STATES = {{1}, {1, 1}, {1, 2}};

  final TabularPolicy policy = new TabularPolicy(LANGUAGE, Tasks.RANDOM.child("now"), 0.8);
  private final TabularPolicy reference =
      new TabularPolicy(LANGUAGE, Tasks.RANDOM.child("reference"), 0.8);
  private final List<int[]> answers = LANGUAGE.completions(2);
  private final double[][] logits = new double[STATES.length][];

  Enumerated() {
    for (int s = 0; s < STATES.length; s++) {
      logits[s] = logProbsAfter(STATES[s]);
      policy.setLogits(STATES[s], logits[s]);
    }
  }

  private double[] logProbsAfter(int[] state) {
    double[] logProbs = new double[LANGUAGE.size()];
    Arrays.setAll(logProbs, v -> policy.logProbability(new TokenRow(state, new int[] {v})));
    return logProbs;
  }

  private double reward(int y) {
    return 1.5 * Math.sin(3 * y);
  }

  /** Answer y as an episode. */
  Episode episode(int y) {
    TokenRow row = new TokenRow(policy.encode(PROMPT), answers.get(y));
    return new Episode(
        row,
        true,
        policy.score(List.of(row), 1).get(0).logProbs(),
        reference.score(List.of(row), 1).get(0).logProbs(),
        reward(y));
  }

  /** The loss of padded rows, of which {@code advantages} has one number each. */
  interface RowLoss {
    NDArray of(NDArray logProbs, NDArray old, NDArray advantages, NDArray mask, int groups);
  }

  /**
   * The expectation over all groups of k answers of the gradient of a loss by the policy's logits.
   */
  double[] expectedGradient(int k, Function<List<Episode>, double[]> advantagesOf, RowLoss loss) {
    double[] p = Exact.distribution(policy, PROMPT, 2);
    int groups = (int) Math.round(Math.pow(p.length, k));
    List<Episode> rows = new ArrayList<>();
    List<Double> weighted = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      List<Episode> group = new ArrayList<>();
      double probability = 1;
      for (int i = 0, rest = g; i < k; i++, rest /= p.length) {
        group.add(episode(rest % p.length));
        probability *= p[rest % p.length];
      }
      for (double advantage : advantagesOf.apply(group)) {
        // A mean over groups weighs them alike; the loss is linear in the advantages.
        weighted.add(groups * probability * advantage);
      }
      rows.addAll(group);
    }
    return byLogits(rows, gradientByToken(rows, weighted, loss, groups));
  }

  private static double[][] gradientByToken(
      List<Episode> rows, List<Double> advantages, RowLoss loss, int groups) {
    int[] lengths = rows.stream().mapToInt(Episode::tokens).toArray();
    RaggedBatch batch = new RaggedBatch(lengths, 2);
    double[][] logProbs = new double[lengths.length][];
    Arrays.setAll(logProbs, i -> doubles(rows.get(i).logProbs()));
    double[] perRow = advantages.stream().mapToDouble(a -> a).toArray();
    Gradients.Loss ofLogProbs =
        (NDManager m, NDArray x) ->
            loss.of(
                x,
                batch.array(m, logProbs),
                m.create(perRow, new Shape(perRow.length)),
                batch.mask(m),
                groups);
    double[] flat = Gradients.gradient(ofLogProbs, batch.padded(logProbs, 0), batch.shape());
    double[][] gradient = new double[lengths.length][];
    Arrays.setAll(gradient, i -> Arrays.copyOfRange(flat, 2 * i, 2 * i + lengths[i]));
    return gradient;
  }

  /** d log p(v) / d logit(w) = 1[v = w] - p(w). */
  private double[] byLogits(List<Episode> rows, double[][] byToken) {
    double[] gradient = new double[STATES.length * LANGUAGE.size()];
    for (int i = 0; i < byToken.length; i++) {
      for (int t = 0; t < byToken[i].length; t++) {
        int[] completion = rows.get(i).row().completion();
        int state = t == 0 ? 0 : completion[0];
        double[] logProbs = logProbsAfter(STATES[state]);
        for (int w = 0; w < LANGUAGE.size(); w++) {
          double slope = (completion[t] == w ? 1 : 0) - Math.exp(logProbs[w]);
          gradient[state * LANGUAGE.size() + w] += byToken[i][t] * slope;
        }
      }
    }
    return gradient;
  }

  /** The gradient of E[reward] - beta KL(pi || reference) by the logits, by central differences. */
  double[] exactGradient(double beta) {
    double step = 1e-5;
    double[] gradient = new double[STATES.length * LANGUAGE.size()];
    for (int i = 0; i < gradient.length; i++) {
      double up = objective(i, step, beta);
      gradient[i] = (up - objective(i, -step, beta)) / (2 * step);
    }
    return gradient;
  }

  private double objective(int logit, double step, double beta) {
    int state = logit / LANGUAGE.size();
    double[] moved = logits[state].clone();
    moved[logit % LANGUAGE.size()] += step;
    policy.setLogits(STATES[state], moved);
    double[] p = Exact.distribution(policy, PROMPT, 2);
    policy.setLogits(STATES[state], logits[state]);
    double[] rewards = new double[p.length];
    Arrays.setAll(rewards, this::reward);
    return Exact.mean(p, rewards) - beta * Exact.kl(p, Exact.distribution(reference, PROMPT, 2));
  }

  /** -factor times a gradient: what a loss has whose negative is maximised. */
  static double[] negative(double[] gradient, double factor) {
    return Arrays.stream(gradient).map(g -> -factor * g).toArray();
  }

  private static double[] doubles(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = numbers[i];
    }
    return wide;
  }
}
