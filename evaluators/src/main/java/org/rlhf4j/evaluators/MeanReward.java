package org.rlhf4j.evaluators;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.statistics.DetectableDifference;

/** Implements {@link MeanRewardPlugin}; the reward is null for the run's own. */
record MeanReward(String name, String identity, @Nullable RewardModel own) implements Evaluator {

  @Override
  public List<String> columns() {
    return List.of(name);
  }

  @Override
  public boolean needsReward() {
    return own == null;
  }

  @Override
  public List<String> outlook(int subjects, int prompts) {
    return DetectableDifference.USUAL.inDeviations(
        "the difference of two methods' mean rewards", prompts);
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return List.of(Work.onOwn(Work.Kind.REWARD, (long) subjects * prompts, 0));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    RewardModel reward = own == null ? task.reward() : own;
    if (reward == null) {
      throw new UserException(
          "mean-reward: this run has no reward of its own to measure; give the evaluator the option"
              + " reward, or the spec a reward");
    }
    List<Measurement> means = new ArrayList<>();
    List<PromptScores> scores = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      double[] observations = reward.score(task.responses(subject));
      means.add(Measurement.mean(subject.name(), name, "", observations));
      scores.add(new PromptScores(subject.name(), name, observations));
    }
    return Evaluation.of(task.basis().judgedBy(identity), means).withScores(scores);
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
