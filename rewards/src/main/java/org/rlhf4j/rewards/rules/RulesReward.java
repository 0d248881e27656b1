package org.rlhf4j.rewards.rules;

import java.util.List;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;

/** Implements {@link RulesPlugin}. */
record RulesReward(List<Rule> rules) implements RewardModel {

  @Override
  public double[] score(List<Response> responses) {
    return responses.stream().mapToDouble(this::score).toArray();
  }

  private double score(Response response) {
    return rules.stream().mapToDouble(rule -> rule.weight() * rule.value(response)).sum();
  }
}
