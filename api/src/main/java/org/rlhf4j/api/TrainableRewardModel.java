package org.rlhf4j.api;

/** A reward model that must be fitted to preferences before it scores. */
public interface TrainableRewardModel extends RewardModel {

  /**
   * Fits this model. Called once, before {@link #score}.
   *
   * @return how good the fit is
   * @throws UserException if the feedback is not enough to fit and to hold out
   */
  RewardFit fit(RewardTask task);
}
