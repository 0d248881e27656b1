package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Completion;

/**
 * Everything about one method's answers.
 *
 * @param subject the method's name
 * @param texts for each prompt its answers
 * @param entropies of answers, in nats, and of tokens; those that there are, by their columns
 * @param perPrompt of the samples of each prompt, by the names of the measures
 * @param across of one answer to each prompt, by the names of the measures
 */
record Diversity(
    String subject,
    List<List<AnswerText>> texts,
    Map<String, PromptEstimate> entropies,
    Map<String, PromptEstimate> perPrompt,
    Map<String, PromptEstimate> across) {

  static final String ANSWER_ENTROPY = "answer entropy";
  static final String TOKEN_ENTROPY = "token entropy";

  /** For each prompt its answers as texts; those of one method share a vocabulary. */
  static List<List<AnswerText>> texts(List<List<Completion>> answers, TextUnit unit) {
    Units units = new Units(unit);
    return answers.stream().map(row -> row.stream().map(units::of).toList()).toList();
  }

  /**
   * Measures.
   *
   * @param answers for each prompt as many
   * @param texts the same as texts
   * @param likelihood whether their log-probabilities are those of what they were drawn from
   */
  static Diversity of(
      String subject,
      List<List<Completion>> answers,
      List<List<AnswerText>> texts,
      boolean likelihood,
      List<SetMeasure> measures) {
    NGrams grams = new NGrams();
    int samples = texts.isEmpty() ? 0 : texts.get(0).size();
    Map<String, PromptEstimate> perPrompt = new LinkedHashMap<>();
    Map<String, PromptEstimate> across = new LinkedHashMap<>();
    for (SetMeasure measure : measures) {
      if (samples > 1) {
        perPrompt.put(
            measure.name(),
            PromptEstimate.mean(
                texts.stream()
                    .mapToDouble(row -> measure.of().applyAsDouble(row, grams))
                    .toArray()));
      }
      across.put(
          measure.name(),
          PromptEstimate.mean(
              IntStream.range(0, samples)
                  .mapToDouble(
                      s ->
                          measure
                              .of()
                              .applyAsDouble(texts.stream().map(row -> row.get(s)).toList(), grams))
                  .toArray()));
    }
    return new Diversity(
        subject, texts, likelihood ? entropies(answers) : Map.of(), perPrompt, across);
  }

  private static Map<String, PromptEstimate> entropies(List<List<Completion>> answers) {
    double[] nats = means(answers, c -> -sum(c.logProbs()));
    double[] tokens = means(answers, c -> c.tokens().length);
    Map<String, PromptEstimate> entropies = new LinkedHashMap<>();
    entropies.put(ANSWER_ENTROPY, PromptEstimate.mean(nats));
    entropies.put(TOKEN_ENTROPY, PromptEstimate.ratio(nats, tokens));
    return entropies;
  }

  private static double[] means(List<List<Completion>> answers, ToDoubleFunction<Completion> f) {
    return answers.stream()
        .mapToDouble(row -> row.stream().mapToDouble(f).average().orElseThrow())
        .toArray();
  }

  private static double sum(float[] x) {
    double sum = 0;
    for (float v : x) {
      sum += v;
    }
    return sum;
  }

  /** The prompts' own numbers behind an estimate that is a mean. */
  static double[] observations(PromptEstimate mean) {
    return Arrays.stream(mean.deviations()).map(d -> d + mean.value()).toArray();
  }

  /**
   * The share of pairs of prompts that are answered with the same text, in percent, with what each
   * prompt contributes: by Hoeffding's projection twice the deviation of its own pairs' share ("A
   * Class of Statistics with Asymptotically Normal Distribution", Annals of Mathematical Statistics
   * 19, 1948). The table's error of the same number is over samples instead, for the prompts that
   * there are. Null for fewer than two prompts.
   */
  @Nullable PromptEstimate identicalAcross() {
    int n = texts.size();
    if (n < 2) {
      return null;
    }
    int samples = texts.get(0).size();
    double[] shares = new double[n];
    for (int s = 0; s < samples; s++) {
      Map<String, Integer> counts = new HashMap<>();
      for (List<AnswerText> row : texts) {
        counts.merge(row.get(s).text(), 1, Integer::sum);
      }
      for (int p = 0; p < n; p++) {
        int same = counts.getOrDefault(texts.get(p).get(s).text(), 1) - 1;
        shares[p] += 100.0 * same / (n - 1) / samples;
      }
    }
    double mean = Arrays.stream(shares).average().orElseThrow();
    return new PromptEstimate(mean, Arrays.stream(shares).map(x -> 2 * (x - mean)).toArray());
  }

  /** How often each text is an answer, the most frequent first. */
  static List<Map.Entry<String, Long>> frequencies(List<AnswerText> texts) {
    Map<String, Long> counts = new LinkedHashMap<>();
    texts.forEach(t -> counts.merge(t.text(), 1L, Long::sum));
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(counts.entrySet());
    sorted.sort(Map.Entry.<String, Long>comparingByValue().reversed());
    return sorted;
  }
}
