package org.rlhf4j.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;

/**
 * What is exactly true of distributions over the completions of a {@link TabularLanguage}. A
 * distribution is an array of probabilities in the order of {@link TabularLanguage#completions}.
 */
public final class Exact {

  private Exact() {}

  /** The distribution of a policy's completions of a prompt, sampled at temperature 1. */
  public static double[] distribution(TabularPolicy policy, Prompt prompt, int maxNewTokens) {
    int[] start = policy.encode(prompt);
    List<int[]> completions = policy.language().completions(maxNewTokens);
    return completions.stream()
        .mapToDouble(c -> Math.exp(policy.logProbability(new TokenRow(start, c))))
        .toArray();
  }

  /**
   * The distribution of any policy's completions of a prompt at temperature 1, in the precision of
   * its own log-probabilities.
   *
   * @param policy has a likelihood
   * @param completions token ids; every completion that the policy can give
   */
  public static double[] distribution(Policy policy, Prompt prompt, List<int[]> completions) {
    int[] start = policy.encode(prompt);
    List<TokenRow> rows = completions.stream().map(c -> new TokenRow(start, c)).toList();
    return policy.likelihood().orElseThrow().score(rows, 1).stream()
        .mapToDouble(
            scores -> {
              double sum = 0;
              for (float logProb : scores.logProbs()) {
                sum += logProb;
              }
              return Math.exp(sum);
            })
        .toArray();
  }

  /**
   * The greatest mean reward that any policy has whose divergence from the reference is at most
   * this, averaged over prompts: that of the optimum for the beta that spends it.
   *
   * @param references a distribution for each prompt
   * @param rewards of each completion, for each prompt
   * @param kl mean over prompts of KL(policy || reference), in nats, at least 0
   */
  public static double bestReward(double[][] references, double[][] rewards, double kl) {
    double low = 1e-4;
    double high = 1e6;
    for (int i = 0; i < 200; i++) {
      double beta = Math.sqrt(low * high);
      if (optima(references, rewards, beta, Exact::kl) > kl) {
        low = beta;
      } else {
        high = beta;
      }
    }
    return optima(references, rewards, high, null);
  }

  /** The mean over prompts of the optima's reward, or of their divergence from the reference. */
  private static double optima(
      double[][] references,
      double[][] rewards,
      double beta,
      @Nullable ToDoubleBiFunction<double[], double[]> divergence) {
    return IntStream.range(0, references.length)
        .mapToDouble(
            p -> {
              double[] optimum = optimum(references[p], rewards[p], beta);
              return divergence == null
                  ? mean(optimum, rewards[p])
                  : divergence.applyAsDouble(optimum, references[p]);
            })
        .average()
        .orElseThrow();
  }

  /** KL(p || q) = sum of p ln(p / q), in nats. */
  public static double kl(double[] p, double[] q) {
    return IntStream.range(0, p.length)
        .mapToDouble(i -> p[i] == 0 ? 0 : p[i] * Math.log(p[i] / q[i]))
        .sum();
  }

  /** The mean of a reward under p. */
  public static double mean(double[] p, double[] reward) {
    return IntStream.range(0, p.length).mapToDouble(i -> p[i] * reward[i]).sum();
  }

  /**
   * The distribution that maximises E[reward] - beta KL(. || reference): reference exp(reward /
   * beta), normalised (Rafailov et al. 2023, arXiv:2305.18290, equation 4).
   */
  public static double[] optimum(double[] reference, double[] reward, double beta) {
    double max = Arrays.stream(reward).max().orElseThrow();
    double[] tilted = new double[reference.length];
    Arrays.setAll(tilted, i -> reference[i] * Math.exp((reward[i] - max) / beta));
    double sum = Arrays.stream(tilted).sum();
    return Arrays.stream(tilted).map(t -> t / sum).toArray();
  }

  /**
   * The distribution p that maximises E[reward] - beta KL(p || reference) - gamma chi2(p ||
   * reference), with chi2 half the mean under the reference of (p / reference - 1)^2. With z = p /
   * reference it satisfies beta ln z + gamma z = reward - c for the one c for which it adds up to 1
   * (Huang et al. 2024, arXiv:2407.13399, for gamma = beta); both are found by bisection.
   *
   * @param beta above 0
   * @param gamma at least 0; 0 for the divergence of Kullback and Leibler alone
   */
  public static double[] optimum(double[] reference, double[] reward, double beta, double gamma) {
    if (gamma == 0) {
      return optimum(reference, reward, beta);
    }
    double max = Arrays.stream(reward).max().orElseThrow();
    double min = Arrays.stream(reward).min().orElseThrow();
    // at one bound no z is below 1, at the other none above
    double low = min - gamma;
    double high = max - gamma;
    for (int i = 0; i < 100; i++) {
      double c = (low + high) / 2;
      if (Arrays.stream(tilted(reference, reward, beta, gamma, c)).sum() > 1) {
        low = c;
      } else {
        high = c;
      }
    }
    return tilted(reference, reward, beta, gamma, high);
  }

  private static double[] tilted(
      double[] reference, double[] reward, double beta, double gamma, double c) {
    double[] tilted = new double[reference.length];
    Arrays.setAll(tilted, i -> reference[i] * ratio(reward[i] - c, beta, gamma));
    return tilted;
  }

  /** The z with beta ln z + gamma z = u. */
  private static double ratio(double u, double beta, double gamma) {
    // x = ln z lies between these, because 1 + x <= exp(x), and exp(x) <= 1 where x <= 0
    double high = (u - gamma) / (beta + gamma);
    double low = Math.min(0, (u - gamma) / beta);
    for (int i = 0; i < 100; i++) {
      double x = (low + high) / 2;
      if (beta * x + gamma * Math.exp(x) > u) {
        high = x;
      } else {
        low = x;
      }
    }
    return Math.exp(high);
  }

  /**
   * The distribution of the best of n independent draws, the first among equally good ones. With F
   * the probability of a reward at most, and f of a reward below that of y: P(y) = p(y) (F^n - f^n)
   * / (F - f), since among equals the first draw is distributed as a single one.
   */
  public static double[] bestOf(int n, double[] p, double[] reward) {
    double[] best = new double[p.length];
    for (int y = 0; y < p.length; y++) {
      double below = 0;
      double equal = 0;
      for (int i = 0; i < p.length; i++) {
        below += reward[i] < reward[y] ? p[i] : 0;
        equal += reward[i] == reward[y] ? p[i] : 0;
      }
      best[y] = p[y] * (Math.pow(below + equal, n) - Math.pow(below, n)) / equal;
    }
    return best;
  }
}
