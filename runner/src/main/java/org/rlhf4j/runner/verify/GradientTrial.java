package org.rlhf4j.runner.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.TabularPolicy;

/**
 * Bias and spread of a method's first gradient, as an estimate of the gradient of E[r] - beta KL(pi
 * || ref) by the logits of a table. The policy starts away from the reference, so that the
 * divergence has a gradient as well. Methods scale their losses as they like, so the mean gradient
 * is compared after the multiplication that fits best.
 */
public final class GradientTrial {

  /**
   * What was found.
   *
   * @param method its id
   * @param cosine between the mean of the estimates and the exact gradient
   * @param bias length of their difference, relative to the exact gradient
   * @param byChance the bias that an unbiased method would show on average with so few estimates
   * @param noise root of the estimates' variance, relative to the length of their mean
   * @param runs independent estimates
   */
  public record Row(
      String method, double cosine, double bias, double byChance, double noise, int runs) {

    /** The greatest bias that passes: twice that of chance, and a hundredth for rounding. */
    double tolerance() {
      return 2 * byChance + 0.01;
    }

    /**
     * Whether this may be the exact gradient. A gradient of the wrong sign fits as well as the
     * right one once it is scaled, so the direction counts too. NaN passes nothing.
     */
    boolean holds() {
      return cosine > 0 && bias <= tolerance();
    }
  }

  private static final int RUNS = 300;

  private final Oracle oracle;
  private final TabularPolicy start;
  private final RandomStream random;

  GradientTrial(Oracle oracle, TabularPolicy start, RandomStream random) {
    this.oracle = oracle;
    this.start = start;
    this.random = random;
  }

  Row run(String id, double beta, Optimizer method) {
    Map<List<Integer>, double[]> exact = exact(beta);
    List<Map<List<Integer>, double[]>> estimates = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      estimates.add(first(method, random.child(id).child(run)));
    }
    Map<List<Integer>, double[]> mean = new HashMap<>();
    estimates.forEach(e -> add(mean, e, -1.0 / RUNS)); // a loss falls where the objective rises
    double variance = 0;
    for (Map<List<Integer>, double[]> estimate : estimates) {
      Map<List<Integer>, double[]> difference = new HashMap<>();
      add(difference, estimate, -1);
      add(difference, mean, -1);
      variance += dot(difference, difference) / (RUNS - 1);
    }
    double meanLength = Math.sqrt(dot(mean, mean));
    double exactLength = Math.sqrt(dot(exact, exact));
    double scale = dot(mean, exact) / dot(mean, mean);
    Map<List<Integer>, double[]> off = new HashMap<>();
    add(off, mean, scale);
    add(off, exact, -1);
    return new Row(
        id,
        dot(mean, exact) / (meanLength * exactLength),
        Math.sqrt(dot(off, off)) / exactLength,
        Math.abs(scale) * Math.sqrt(variance / RUNS) / exactLength,
        Math.sqrt(variance) / meanLength,
        RUNS);
  }

  /** The gradient of the method's first update. */
  private Map<List<Integer>, double[]> first(Optimizer method, RandomStream stream) {
    Map<List<Integer>, double[]> first = new HashMap<>();
    TabularPolicy learner = start.copy();
    learner.onGradient(
        gradient -> {
          if (first.isEmpty()) {
            add(first, gradient, 1);
          }
        });
    method
        .optimize(
            new OptimizationTask(
                learner,
                oracle.reference(),
                List.of(),
                List.of(),
                oracle.prompts(),
                oracle.reward(),
                oracle.judge(stream.child("judge")),
                stream,
                RunLog.silent()))
        .close();
    return first;
  }

  /**
   * sum over y of pi(y) G(y) sum over t of (1[y_t = a] - pi(a | s_t)), with G = r - beta (log pi -
   * log ref): the score function's identity, summed instead of sampled.
   */
  private Map<List<Integer>, double[]> exact(double beta) {
    Map<List<Integer>, double[]> gradient = new HashMap<>();
    double[][] policy = oracle.distributions(start);
    for (int p = 0; p < policy.length; p++) {
      int[] prompt = start.encode(oracle.prompts().get(p));
      for (int y = 0; y < policy[p].length; y++) {
        double probability = policy[p][y];
        double gain =
            oracle.rewards()[p][y] - beta * Math.log(probability / oracle.references()[p][y]);
        TokenRow row = new TokenRow(prompt, oracle.completions().get(y));
        for (int t = 0; t < row.completion().length; t++) {
          int length = prompt.length + t;
          List<Integer> sequence = IntStream.range(0, length).mapToObj(row::token).toList();
          int[] ids = sequence.stream().mapToInt(Integer::intValue).toArray();
          double[] next = softmax(start.logits(ids));
          double[] slope = new double[next.length];
          for (int a = 0; a < slope.length; a++) {
            double hit = row.completion()[t] == a ? 1 : 0;
            slope[a] = probability * gain * (hit - next[a]) / policy.length;
          }
          add(gradient, Map.of(sequence, slope), 1);
        }
      }
    }
    return gradient;
  }

  private static double[] softmax(double[] logits) {
    double[] uniform = new double[logits.length];
    Arrays.fill(uniform, 1.0 / logits.length);
    return Exact.optimum(uniform, logits, 1);
  }

  private static void add(
      Map<List<Integer>, double[]> into, Map<List<Integer>, double[]> what, double factor) {
    what.forEach(
        (sequence, numbers) -> {
          double[] sum = into.computeIfAbsent(sequence, s -> new double[numbers.length]);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * numbers[i];
          }
        });
  }

  private static double dot(Map<List<Integer>, double[]> a, Map<List<Integer>, double[]> b) {
    double sum = 0;
    for (Map.Entry<List<Integer>, double[]> entry : a.entrySet()) {
      double[] other = b.get(entry.getKey());
      if (other != null) {
        for (int i = 0; i < other.length; i++) {
          sum += entry.getValue()[i] * other[i];
        }
      }
    }
    return sum;
  }
}
