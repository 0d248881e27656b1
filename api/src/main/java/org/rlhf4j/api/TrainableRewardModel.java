package org.rlhf4j.api;

/** A reward model that must be fitted to preferences before it scores. */
public interface TrainableRewardModel extends RewardModel {

  /**
   * Checks before anything runs that there is enough to fit. Not called where the preferences are
   * made during the run.
   *
   * @param preferences how many there are
   * @param referenceSamples how many answers of the starting policy there will be
   * @throws UserException if they are too few
   */
  default void check(int preferences, int referenceSamples) {}

  /**
   * Fits this model. Called once, before {@link #score}.
   *
   * @return how good the fit is
   * @throws UserException if the feedback is not enough to fit and to hold out
   */
  RewardFit fit(RewardTask task);
}
