package org.rlhf4j.testkit;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;

/**
 * A reward that is a function of the response.
 *
 * @param score the function
 */
public record FunctionReward(ToDoubleFunction<Response> score) implements RewardModel {

  @Override
  public double[] score(List<Response> responses) {
    return responses.stream().mapToDouble(score).toArray();
  }
}
