package org.rlhf4j.exact;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.Decoding;

/** Distributions over the next token, as natural log-probabilities in doubles. */
final class TokenDistribution {

  private TokenDistribution() {}

  /** The distribution of these logits at a temperature. */
  static double[] of(double[] logits, double temperature) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(x -> Math.exp((x - max) / temperature)).sum();
    return Arrays.stream(logits).map(x -> (x - max) / temperature - Math.log(sum)).toArray();
  }

  /** What a token is drawn from; negative infinity for tokens that cannot be drawn. */
  static double[] of(double[] logits, Decoding decoding) {
    List<Integer> byProbability =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]))
            .toList();
    int kept = logits.length;
    if (decoding.temperature() == 0) {
      kept = 1;
    } else if (decoding.topK() > 0) {
      kept = Math.min(kept, decoding.topK());
    }
    double temperature = decoding.temperature() == 0 ? 1 : decoding.temperature();
    double[] logProbs = of(keep(logits, byProbability.subList(0, kept)), temperature);
    int nucleus = 0;
    for (double sum = 0; nucleus < kept && sum < decoding.topP(); nucleus++) {
      sum += Math.exp(logProbs[byProbability.get(nucleus)]);
    }
    return of(keep(logProbs, byProbability.subList(0, nucleus)), 1);
  }

  private static double[] keep(double[] logits, List<Integer> ids) {
    double[] kept = new double[logits.length];
    Arrays.fill(kept, Double.NEGATIVE_INFINITY);
    ids.forEach(id -> kept[id] = logits[id]);
    return kept;
  }

  /** The token at which the cumulative distribution, in the order of ids, exceeds {@code u}. */
  static int draw(double[] logProbs, double u) {
    double sum = 0;
    int last = 0;
    for (int id = 0; id < logProbs.length; id++) {
      double p = Math.exp(logProbs[id]);
      if (p > 0) {
        last = id;
      }
      sum += p;
      if (u < sum) {
        return id;
      }
    }
    return last; // rounding left the sum below u
  }

  static double entropy(double[] logProbs) {
    return -Arrays.stream(logProbs)
        .map(l -> l == Double.NEGATIVE_INFINITY ? 0 : Math.exp(l) * l)
        .sum();
  }
}
