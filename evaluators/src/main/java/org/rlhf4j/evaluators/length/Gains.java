package org.rlhf4j.evaluators.length;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Subject;
import org.rlhf4j.evaluators.inputs.BothOrders;
import org.rlhf4j.evaluators.inputs.FittedReward;

/** What a method's answers gained over the reference's. */
interface Gains extends AutoCloseable {

  /** Who says so. */
  String identity();

  /** Of the numbers; empty for none. */
  String unit();

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
    public double[] of(Subject subject, Subject reference, EvaluationTask task) {
      List<Comparison> comparisons =
          IntStream.range(0, task.prompts().size())
              .mapToObj(
                  i ->
                      new Comparison(
                          subject.name() + "/" + task.prompts().get(i).id(),
                          task.prompts().get(i),
                          subject.completions().get(i).answer(),
                          reference.completions().get(i).answer()))
              .toList();
      return Arrays.stream(BothOrders.preferFirst(judge, comparisons))
          .map(p -> 100 * (p - 0.5))
          .toArray();
    }

    @Override
    public void close() {
      judge.close();
    }
  }
}
