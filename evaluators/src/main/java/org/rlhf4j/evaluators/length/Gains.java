package org.rlhf4j.evaluators.length;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.statistics.DetectableDifference;
import org.rlhf4j.evaluators.inputs.FittedReward;
import org.rlhf4j.evaluators.judging.Judging;

/** What a method's answers gained over the reference's. */
interface Gains extends AutoCloseable {

  /** Who says so. */
  String identity();

  /** Of the numbers; empty for none. */
  String unit();

  /** Whether the run's own reward says so. */
  boolean needsReward();

  /** What that will take, for so many pairs of answers. */
  Work work(long pairs);

  /** What may be learnt from so many prompts. */
  List<String> outlook(int prompts);

  /** For each prompt; NaN where nobody knows. */
  double[] of(Subject subject, Subject reference, EvaluationTask task);

  @Override
  void close();

  /** Differences of rewards. */
  record OfReward(FittedReward reward) implements Gains {
    @Override
    public String identity() {
      return reward.identity();
    }

    @Override
    public String unit() {
      return "";
    }

    @Override
    public boolean needsReward() {
      return reward.needsReward();
    }

    @Override
    public Work work(long pairs) {
      return Work.onOwn(Work.Kind.REWARD, 2 * pairs, 0);
    }

    @Override
    public List<String> outlook(int prompts) {
      return DetectableDifference.USUAL.inDeviations("a mean gain", prompts);
    }

    @Override
    public double[] of(Subject subject, Subject reference, EvaluationTask task) {
      RewardModel model = reward.in(task);
      double[] own = model.score(task.responses(subject));
      double[] its = model.score(task.responses(reference));
      Arrays.setAll(own, i -> own[i] - its[i]);
      return own;
    }

    @Override
    public void close() {
      reward.close();
    }
  }

  /** Win rates less 50 %. */
  record OfJudge(Judge judge, String identity) implements Gains {
    @Override
    public String unit() {
      return "%";
    }

    @Override
    public boolean needsReward() {
      return false;
    }

    @Override
    public Work work(long pairs) {
      return Work.onOwn(Work.Kind.JUDGE, 2 * pairs, 0); // both orders of presentation
    }

    @Override
    public List<String> outlook(int prompts) {
      return Judging.outlook("a win rate over the reference", prompts);
    }

    @Override
    public double[] of(Subject subject, Subject reference, EvaluationTask task) {
      return Arrays.stream(
              new Judging(judge)
                  .compare(subject.name(), task.prompts(), answers(subject), answers(reference))
                  .preferences())
          .map(p -> 100 * (p - 0.5))
          .toArray();
    }

    private static List<Answer> answers(Subject subject) {
      return subject.completions().stream().map(Completion::answer).toList();
    }

    @Override
    public void close() {
      judge.close();
    }
  }
}
