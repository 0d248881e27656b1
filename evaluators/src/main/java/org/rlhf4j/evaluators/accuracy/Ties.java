package org.rlhf4j.evaluators.accuracy;

/** What a pair counts whose answers have the same score. */
public enum Ties {
  /** Nothing, as in RewardBench: the reward did not prefer the chosen answer. */
  WRONG(0),
  /** One half, as guessing would. */
  HALF(0.5);

  private final double credit;

  Ties(double credit) {
    this.credit = credit;
  }

  double credit() {
    return credit;
  }
}
