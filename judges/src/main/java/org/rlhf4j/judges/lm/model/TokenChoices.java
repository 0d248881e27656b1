package org.rlhf4j.judges.lm.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model might have said at one position.
 *
 * @param token what it did say
 * @param logProbs natural log-probabilities of the most probable tokens there
 */
public record TokenChoices(String token, Map<String, Double> logProbs) {

  /** Copies the map. */
  public TokenChoices {
    logProbs = Collections.unmodifiableMap(new LinkedHashMap<>(logProbs));
  }

  /** Probability of a word, written with or without blanks around it; 0 if it is not among them. */
  public double probability(String word) {
    return logProbs.entrySet().stream()
        .filter(e -> e.getKey().strip().equals(word))
        .mapToDouble(e -> Math.exp(e.getValue()))
        .sum();
  }
}
