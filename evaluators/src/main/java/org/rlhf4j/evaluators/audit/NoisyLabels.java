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
 * @param hard share of items on which each label is a coin
 */
record NoisyLabels(int[] labels, int categories, double flip, double hard) {

  /** As many as these. */
  static NoisyLabels like(Ratings ratings, int categories, double flip, double hard) {
    int[] labels = IntStream.range(0, ratings.items()).map(ratings::labels).toArray();
    return new NoisyLabels(labels, categories, flip, hard);
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
      boolean coin = hard > 0 && random.nextDouble() < hard;
      double wrong = coin ? (categories - 1.0) / categories : flip;
      for (int j = 0; j < labels[i]; j++) {
        drawn[i][j] = random.nextDouble() < wrong ? 1 + random.nextInt(categories - 1) : 0;
      }
    }
    return Ratings.of(IntStream.range(0, most).mapToObj(Integer::toString).toList(), drawn);
  }
}
