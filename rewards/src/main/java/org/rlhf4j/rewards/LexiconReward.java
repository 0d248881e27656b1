package org.rlhf4j.rewards;

import java.util.List;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;

/** Implements {@link LexiconPlugin}. */
record LexiconReward(Lexicon lexicon, double repetitionPenalty, int ngram) implements RewardModel {

  @Override
  public double[] score(List<Response> responses) {
    return responses.stream().mapToDouble(this::score).toArray();
  }

  private double score(Response response) {
    List<String> words = lexicon.words(response.answer().text());
    double valence = words.stream().mapToDouble(lexicon::valence).average().orElse(0);
    return valence - repetitionPenalty * Repetition.share(words, ngram);
  }
}
