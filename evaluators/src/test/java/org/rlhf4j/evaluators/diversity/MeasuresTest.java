package org.rlhf4j.evaluators.diversity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.math.RandomStream;

final class MeasuresTest {

  private static final List<String> CATS =
      List.of(
          "the cat sat on the mat",
          "the cat sat on a red mat today",
          "a dog ran",
          "the the the cat");
  private static final List<String> STORIES =
      List.of(
          "once upon a time there was a girl",
          "once upon a time there was a boy",
          "there was once a girl",
          "b");

  private final Units units = new Units(TextUnit.WORDS);
  private final NGrams grams = new NGrams();

  private List<AnswerText> texts(List<String> texts) {
    return texts.stream().map(t -> new AnswerText(t, units.words(t))).toList();
  }

  private List<AnswerText> texts(String... texts) {
    return texts(List.of(texts));
  }

  /** From NLTK 3.10.3: sentence_bleu with uniform weights and SmoothingFunction().method1. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.6847109425478157, 0.6059529090235066",
    "2, 0.4835117932962349, 0.5635234583151522",
    "3, 0.3653559245651383, 0.4840526283336935",
    "4, 0.3035970241619853, 0.4594359860111571"
  })
  void selfBleuIsThatOfNltk(int order, double cats, double stories) {
    assertEquals(cats, new SelfBleu(order).of(texts(CATS), grams), 1e-12);
    assertEquals(stories, new SelfBleu(order).of(texts(STORIES), grams), 1e-12);
  }

  @Test
  void selfBleuOfTheSameIsOneAndOfDifferentWordsZero() {
    assertEquals(1, new SelfBleu(4).of(texts("a b c d e", "a b c d e"), grams), 1e-12);
    assertEquals(0, new SelfBleu(4).of(texts("a b c d", "e f g h"), grams));
    assertEquals(Double.NaN, new SelfBleu(4).of(texts("a"), grams));
    assertEquals(0, new SelfBleu(2).of(texts("", ""), grams));
  }

  @Test
  void distinctCountsNGrams() {
    List<AnswerText> texts = texts("a b a b", "b a");
    assertEquals(2 / 6.0, Distinct.of(texts, 1, grams), 1e-15);
    assertEquals(2 / 4.0, Distinct.of(texts, 2, grams), 1e-15);
    assertEquals(2 / 2.0, Distinct.of(texts, 3, grams), 1e-15);
    assertEquals(Double.NaN, Distinct.of(texts, 5, grams));
  }

  @Test
  void expectationAdjustedDistinct() {
    // V = 4, C = 3: 4 (1 - (3/4)^3) = 37/16 are expected
    assertEquals(2 / (37 / 16.0), Distinct.adjusted(texts("a b a"), 4), 1e-15);
    // V = 2, C = 1: one is expected
    assertEquals(1, Distinct.adjusted(texts("a"), 2), 1e-15);
    assertEquals(Double.NaN, Distinct.adjusted(texts("a b c"), 2));
    assertEquals(Double.NaN, Distinct.adjusted(texts(""), 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 50, 500})
  void uniformWordsHaveAnAdjustedDistinctOfOneAtAnyLength(int length) {
    RandomGenerator random = RandomStream.ofSeed(3).generator();
    double sum = 0;
    int trials = 2000;
    for (int i = 0; i < trials; i++) {
      int[] words = random.ints(length, 0, 100).toArray();
      sum += Distinct.adjusted(List.of(new AnswerText("", words)), 100);
    }
    assertEquals(1, sum / trials, 0.01);
  }

  @Test
  void identicalIsTheShareOfPairs() {
    assertEquals(1 / 6.0, TextPairs.identical(texts("a", "b", "a", "c")), 1e-15);
    assertEquals(1, TextPairs.identical(texts("a", "a", "a")));
    assertEquals(Double.NaN, TextPairs.identical(texts("a")));
  }

  /** Whatever the number of samples, the mean is the chance that two draws are the same. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 9})
  void identicalIsUnbiased(int samples) {
    RandomGenerator random = RandomStream.ofSeed(samples).generator();
    int trials = 20_000;
    double sum = 0;
    for (int i = 0; i < trials; i++) {
      List<AnswerText> drawn = new ArrayList<>();
      for (int s = 0; s < samples; s++) {
        double u = random.nextDouble();
        drawn.add(new AnswerText(u < 0.5 ? "a" : u < 0.8 ? "b" : "c", new int[0]));
      }
      sum += TextPairs.identical(drawn);
    }
    assertEquals(0.25 + 0.09 + 0.04, sum / trials, 0.01);
  }

  @Test
  void distanceOfTwo() {
    // "a b": a, b, ab; "a c": a, c, ac: one of three in common
    assertEquals(2 / 3.0, TextPairs.distance(texts("a b", "a c"), grams), 1e-12);
    assertEquals(0, TextPairs.distance(texts("a b", "a b"), grams), 1e-12);
    assertEquals(1, TextPairs.distance(texts("a b", "c d"), grams), 1e-12);
    assertEquals(1, TextPairs.distance(texts("", "c d"), grams), 1e-12);
    assertEquals(0, TextPairs.distance(texts("", ""), grams), 1e-12);
  }

  @Test
  void distanceIsTheMeanOverPairs() {
    List<AnswerText> texts = texts(CATS);
    double sum = 0;
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < i; j++) {
        sum += 1 - cosine(CATS.get(i), CATS.get(j));
      }
    }
    assertEquals(sum / 6, TextPairs.distance(texts, grams), 1e-12);
  }

  private static double cosine(String a, String b) {
    Map<String, Integer> x = bag(a);
    Map<String, Integer> y = bag(b);
    Set<String> keys = new HashSet<>(x.keySet());
    keys.addAll(y.keySet());
    double dot = 0;
    for (String k : keys) {
      dot += x.getOrDefault(k, 0) * y.getOrDefault(k, 0);
    }
    return dot / Math.sqrt(squares(x) * squares(y));
  }

  private static double squares(Map<String, Integer> x) {
    return x.values().stream().mapToDouble(v -> v * v).sum();
  }

  private static Map<String, Integer> bag(String text) {
    String[] words = text.split(" ", -1);
    Map<String, Integer> bag = new HashMap<>();
    for (int i = 0; i < words.length; i++) {
      bag.merge(words[i], 1, Integer::sum);
      if (i > 0) {
        bag.merge(words[i - 1] + " " + words[i], 1, Integer::sum);
      }
    }
    return bag;
  }

  @Test
  void theOrderOfTextsDoesNotMatter() {
    List<String> turned = new ArrayList<>(STORIES);
    java.util.Collections.reverse(turned);
    assertEquals(
        new SelfBleu(3).of(texts(STORIES), grams), new SelfBleu(3).of(texts(turned), grams), 1e-12);
    assertEquals(
        TextPairs.distance(texts(STORIES), grams), TextPairs.distance(texts(turned), grams), 1e-12);
  }

  @Test
  void wordsAndSigns() {
    int[] words = units.words("Don't stop, Été  12!");
    assertEquals(8, words.length);
    assertArrayEquals(IntStream.range(0, 8).toArray(), words);
    assertArrayEquals(new int[] {1, 1}, units.words("' '"));
  }

  @Test
  void nGramsHaveOneNumberEach() {
    int[] first = grams.of(new int[] {1, 2, 1, 2, 1}, 3);
    assertEquals(3, first.length);
    assertEquals(first[0], first[2]);
    assertTrue(first[0] != first[1]);
    assertArrayEquals(new int[] {first[1]}, grams.of(new int[] {2, 1, 2}, 3));
    assertEquals(0, grams.of(new int[] {2, 1}, 3).length);
  }

  @Test
  void standardErrorsOfMeansAndRatios() {
    PromptEstimate mean = PromptEstimate.mean(new double[] {1, Double.NaN, 2, 3});
    assertEquals(2, mean.value());
    assertEquals(3, mean.n());
    assertEquals(1 / Math.sqrt(3), mean.standardError(), 1e-12);
    // jackknife of the ratio, which the delta method approximates
    double[] x = {3, 5, 4, 8, 7, 6, 2, 9};
    double[] y = {1, 2, 2, 3, 3, 2, 1, 3};
    PromptEstimate ratio = PromptEstimate.ratio(x, y);
    assertEquals(44 / 17.0, ratio.value(), 1e-12);
    double[] without = new double[8];
    Arrays.setAll(without, i -> (44 - x[i]) / (17 - y[i]));
    double centre = Arrays.stream(without).average().orElseThrow();
    double jackknife =
        Math.sqrt(Arrays.stream(without).map(r -> (r - centre) * (r - centre)).sum() * 7 / 8);
    assertEquals(jackknife, ratio.standardError(), 0.05 * jackknife);
  }
}
