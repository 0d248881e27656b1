package org.rlhf4j.runner.bench;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;

/** A reward that costs nothing: the share of tokens that seven divides. */
record RuleReward(Policy encoder) implements RewardModel {
  @Override
  public double[] score(List<Response> responses) {
    return responses.stream()
        .map(r -> encoder.encode(r.prompt(), r.answer()).completion())
        .mapToDouble(
            ids -> Arrays.stream(ids).filter(id -> id % 7 == 0).count() / (double) ids.length)
        .toArray();
  }
}
