package org.rlhf4j.runner.run;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.forwarding.ForwardingRewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * A reward as methods and evaluators are given it: whatever it says is a finite number for each
 * answer, or the run ends with the answer that has none. One NaN would otherwise be the best of n
 * answers, or share a quantile with its neighbour, and nobody would know.
 */
record CheckedReward(String name, RewardModel wrapped) implements ForwardingRewardModel {
  private static final int LETTERS = 60;

  /**
   * A checked reward.
   *
   * @param part of the spec that it was made of
   * @param reward not owned: closing the checked one closes nothing; null for none
   */
  static @Nullable RewardModel of(@Nullable Part<RewardModel> part, @Nullable RewardModel reward) {
    if (reward == null) {
      return null;
    }
    return new CheckedReward(Objects.requireNonNull(part).plugin().id(), reward);
  }

  @Override
  public double[] score(List<Response> responses) {
    double[] scores = wrapped.score(responses);
    if (scores == null) {
      throw new BadRewardException("reward \"" + name + "\" gave null instead of scores");
    }
    if (scores.length != responses.size()) {
      throw new BadRewardException(
          "reward \"%s\" gave %d scores to %d answers"
              .formatted(name, scores.length, responses.size()));
    }
    for (int i = 0; i < scores.length; i++) {
      if (!Double.isFinite(scores[i])) {
        throw new BadRewardException(
            "reward \"%s\" gave %s, which must be a finite number, to%s"
                .formatted(name, scores[i], inWords(responses.get(i))));
      }
    }
    return scores;
  }

  private static String inWords(Response response) {
    Prompt prompt = response.prompt();
    return "\n    prompt %s %s, answer %s"
        .formatted(prompt.id(), begin(prompt.text()), begin(response.answer().text()));
  }

  private static String begin(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return "\"" + (line.length() <= LETTERS ? line : line.substring(0, LETTERS) + "...") + "\"";
  }

  /** Closes nothing: the reward is not owned. */
  @Override
  public void close() {}
}
