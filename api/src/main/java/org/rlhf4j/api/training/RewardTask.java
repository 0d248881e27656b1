package org.rlhf4j.api.training;

import java.util.List;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;

/**
 * What a reward model is fitted to.
 *
 * @param start the policy whose network the reward may start from; not owned, not changed
 * @param preferences the feedback; the model holds out a part of it for its own accuracy
 * @param referenceSamples answers of the reference policy, on which the reward is normalised
 * @param random the root of all randomness of the fit
 * @param log where steps and progress go
 */
public record RewardTask(
    TrainablePolicy start,
    List<Preference> preferences,
    List<Response> referenceSamples,
    RandomStream random,
    RunLog log) {

  public RewardTask {
    preferences = List.copyOf(preferences);
    referenceSamples = List.copyOf(referenceSamples);
  }
}
