package org.rlhf4j.rewards;

import java.util.List;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;

/** Implements {@link PolicyImplicitPlugin}; owns both policies. */
record PolicyImplicitReward(Policy policy, Policy reference, PolicyImplicitOptions options)
    implements RewardModel {

  @Override
  public double[] score(List<Response> responses) {
    if (responses.isEmpty()) {
      return new double[0];
    }
    double[] trained = logProbs(policy, responses);
    double[] before = logProbs(reference, responses);
    double[] scores = new double[trained.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = options.beta() * (trained[i] - before[i]);
      if (!Double.isFinite(scores[i])) {
        throw new IllegalStateException(
            "policy-implicit: prompt %s: log-probabilities of the answer are %s and %s"
                .formatted(responses.get(i).prompt().id(), trained[i], before[i]));
      }
    }
    return scores;
  }

  private double[] logProbs(Policy model, List<Response> responses) {
    List<TokenRow> rows = responses.stream().map(r -> encode(model, r)).toList();
    return model.likelihood().orElseThrow().score(rows, 1).stream()
        .mapToDouble(this::logProb)
        .toArray();
  }

  private double logProb(TokenScores scores) {
    int tokens = scores.logProbs().length;
    return options.perToken() && tokens > 0 ? scores.sum() / tokens : scores.sum();
  }

  private TokenRow encode(Policy model, Response response) {
    Answer answer = response.answer();
    Answer taken = options.sampledTokens() ? answer : answer.withoutTokens();
    try {
      TokenRow row = model.encode(response.prompt(), taken);
      return options.lengths().apply(row, model.contextLength());
    } catch (UserException e) {
      throw new UserException(
          "policy-implicit: prompt " + response.prompt().id() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try (reference) {
      policy.close();
    }
  }
}
