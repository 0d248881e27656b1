package org.rlhf4j.evaluators.audit;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;

/**
 * Simulated annotators who label as many items as often as people did. Which label is right does
 * not matter for how far they agree, so it is always the first.
 *
 * @param labels how many labels each item has
 * @param categories how many labels there are to choose from
 * @param flip probability of a wrong one
 */
record NoisyLabels(int[] labels, int categories, double flip) {

  /** As many as these. */
  static NoisyLabels like(Ratings ratings, int categories, double flip) {
    int[] labels = IntStream.range(0, ratings.items()).map(ratings::labels).toArray();
    return new NoisyLabels(labels, categories, flip);
  }

  /** Mean and spread of coefficients over simulations, in the order of the coefficients. */
  List<Sample> simulate(
      List<AgreementCoefficient> coefficients, int simulations, RandomStream random) {
    double[][] values = new double[coefficients.size()][simulations];
    for (int s = 0; s < simulations; s++) {
      Ratings drawn = draw(random.child(s).generator());
      for (int c = 0; c < values.length; c++) {
        values[c][s] = coefficients.get(c).of(drawn);
      }
    }
    return Arrays.stream(values).map(Sample::of).toList();
  }

  private Ratings draw(RandomGenerator random) {
    int most = Arrays.stream(labels).max().orElse(0);
    double[][] drawn = new double[labels.length][most];
    for (int i = 0; i < drawn.length; i++) {
      Arrays.fill(drawn[i], Double.NaN);
      for (int j = 0; j < labels[i]; j++) {
        drawn[i][j] = random.nextDouble() < flip ? 1 + random.nextInt(categories - 1) : 0;
      }
    }
    return Ratings.of(IntStream.range(0, most).mapToObj(Integer::toString).toList(), drawn);
  }
}
