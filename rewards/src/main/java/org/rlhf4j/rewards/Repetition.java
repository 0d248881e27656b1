package org.rlhf4j.rewards;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How much a text repeats itself: 1 - different n-grams / n-grams, seq-rep-n of Welleck et al.,
 * "Neural text generation with unlikelihood training" (arXiv:1908.04319).
 */
public final class Repetition {

  private Repetition() {}

  /**
   * The share of n-grams that are repetitions, in [0, 1).
   *
   * @param words of the text, in order
   * @param n words in an n-gram; a text of fewer words repeats nothing
   */
  public static double share(List<String> words, int n) {
    int ngrams = words.size() - n + 1;
    if (ngrams < 1) {
      return 0;
    }
    long different =
        IntStream.range(0, ngrams).mapToObj(i -> words.subList(i, i + n)).distinct().count();
    return 1 - (double) different / ngrams;
  }
}
