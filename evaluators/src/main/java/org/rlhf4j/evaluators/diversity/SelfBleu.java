package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Self-BLEU (Zhu et al. 2018, "Texygen", arXiv:1802.01886): each text is scored by BLEU against all
 * others as its references; the mean over texts. Near 1 where all say the same.
 *
 * <p>BLEU is that of sentences with uniform weights over n = 1 .. {@code order}, clipped counts,
 * and the brevity penalty by the reference of the closest length, the shorter one of two. Smoothing
 * is Texygen's, method 1 of Chen and Cherry (2014): a precision without any match becomes 0.1 over
 * the number of n-grams (1 where the text is too short to have any). A text without any matching
 * unit, such as an empty one, scores 0. The units are ours (see {@link TextUnit}); Texygen's texts
 * are split by NLTK.
 *
 * @param order longest n-grams
 */
record SelfBleu(int order) {

  /** What replaces zero matches. */
  private static final double EPSILON = 0.1;

  /** The two largest counts of an n-gram in one text, and whose the first is. */
  private record Largest(int first, int owner, int second) {

    Largest with(int count, int text) {
      return count > first
          ? new Largest(count, text, first)
          : new Largest(first, owner, Math.max(second, count));
    }

    int withoutText(int text) {
      return owner == text ? second : first;
    }
  }

  /**
   * The mean over texts.
   *
   * @return NaN for fewer than two texts
   */
  double of(List<AnswerText> texts, NGrams grams) {
    int size = texts.size();
    if (size < 2) {
      return Double.NaN;
    }
    double[] logs = new double[size];
    boolean[] none = new boolean[size];
    for (int n = 1; n <= order; n++) {
      int[] matches = matches(texts, n, grams);
      for (int i = 0; i < size; i++) {
        none[i] |= n == 1 && matches[i] == 0;
        int all = Math.max(1, texts.get(i).units().length - n + 1);
        logs[i] += Math.log((matches[i] == 0 ? EPSILON : matches[i]) / all) / order;
      }
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += none[i] ? 0 : brevity(texts, i) * Math.exp(logs[i]);
    }
    return sum / size;
  }

  /** For each text how many of its n-grams are in a reference, each as often as in one of them. */
  private static int[] matches(List<AnswerText> texts, int n, NGrams grams) {
    List<Map<Integer, Integer>> counts = new ArrayList<>();
    Map<Integer, Largest> largest = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      Map<Integer, Integer> own = grams.counts(texts.get(i).units(), n);
      counts.add(own);
      for (Map.Entry<Integer, Integer> gram : own.entrySet()) {
        Largest before = largest.getOrDefault(gram.getKey(), new Largest(0, -1, 0));
        largest.put(gram.getKey(), before.with(gram.getValue(), i));
      }
    }
    int[] matches = new int[texts.size()];
    for (int i = 0; i < matches.length; i++) {
      for (Map.Entry<Integer, Integer> gram : counts.get(i).entrySet()) {
        Largest most = largest.getOrDefault(gram.getKey(), new Largest(0, -1, 0));
        matches[i] += Math.min(gram.getValue(), most.withoutText(i));
      }
    }
    return matches;
  }

  private static double brevity(List<AnswerText> texts, int i) {
    int own = texts.get(i).units().length;
    int closest = -1;
    for (int j = 0; j < texts.size(); j++) {
      int length = texts.get(j).units().length;
      int further = closest < 0 ? 1 : Math.abs(closest - own) - Math.abs(length - own);
      if (j != i && (further > 0 || (further == 0 && length < closest))) {
        closest = length;
      }
    }
    return own > closest ? 1 : Math.exp(1 - (double) closest / own);
  }
}
