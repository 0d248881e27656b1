package org.rlhf4j.api.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;

/**
 * A reward model that must be fitted to preferences before it scores. A fit is written down with
 * {@link #writeFit} and read back with {@link #readFit}, so that a run that was interrupted after
 * it goes on with the very same scores.
 *
 * <p>A reward whose state goes on changing while it scores is {@link org.rlhf4j.api.Stateful} as
 * well; that state is none of the fit's.
 */
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
   * What {@link #fit} will do, for estimates.
   *
   * @param preferences how many there are
   * @param referenceSamples how many answers it is normalised on
   * @param maxNewTokens most tokens of such an answer
   * @return empty where the model does not say
   */
  default List<Work> work(int preferences, int referenceSamples, int maxNewTokens) {
    return List.of();
  }

  /**
   * Fits this model. Called once, before {@link #score}.
   *
   * @return how good the fit is
   * @throws UserException if the feedback is not enough to fit and to hold out
   */
  RewardFit fit(RewardTask task);

  /**
   * Writes everything that {@link #fit} found out: weights, statistics, and how good it is.
   *
   * @throws IllegalStateException if this model was not fitted
   */
  void writeFit(DataOutput out) throws IOException;

  /**
   * Takes the place of {@link #fit}. Called once, on a model made with the same options.
   *
   * @param task start and random as they were; preferences and reference samples are not looked at
   * @param in what {@link #writeFit} wrote
   * @return what {@link #fit} returned
   * @throws IOException if it cannot be read, or belongs to something of another shape
   */
  RewardFit readFit(RewardTask task, DataInput in) throws IOException;
}
