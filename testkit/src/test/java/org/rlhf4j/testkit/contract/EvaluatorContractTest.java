package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.testkit.contract.Kit.Broken;

/** Each broken evaluator fails its rule, and no other. */
final class EvaluatorContractTest {

  private static Supplier<Evaluator> evaluator = Right::new;
  private static int made;

  /** Run by the tests below. */
  static final class Case implements EvaluatorContract {
    @Override
    public Evaluator make() {
      return evaluator.get();
    }
  }

  private static Broken broken(String rule, String what, Supplier<Evaluator> supplier) {
    return new Broken(rule, what, () -> evaluator = supplier);
  }

  @Test
  void aRightEvaluatorPasses() {
    evaluator = Right::new;
    assertEquals(List.of("E11"), Kit.assertPasses(Case.class).leftOut());
  }

  @Test
  void everyRuleIsBroken() {
    Kit.assertEveryRuleIsBroken(EvaluatorContract.class, "E", all());
  }

  @TestFactory
  Stream<DynamicTest> aBrokenEvaluator() {
    return Kit.eachFailsItsRuleAlone(Case.class, all());
  }

  private static List<Broken> all() {
    return List.of(
        broken("E1", "a number that is there twice", () -> numbers(EvaluatorContractTest::twice)),
        broken("E2", "a number without its error", () -> numbers(ms -> each(ms, 0, Double.NaN))),
        broken("E3", "static state", () -> numbers(ms -> each(ms, made++, 0))),
        broken(
            "E4",
            "the first subject as the baseline",
            () -> numbers(EvaluatorContractTest::fromFirst)),
        broken("E5", "another column", OtherColumn::new),
        broken("E6", "a prompt without an observation", OneShort::new),
        broken("E7", "an id with a blank", () -> chart("Mean reward")),
        broken("E8", "a reward that is closed", ClosesReward::new),
        broken("E9", "division by n - 1", () -> numbers(EvaluatorContractTest::unbiased)),
        broken("E10", "a check that refuses", Refuses::new),
        broken("E11", "a reward that must be there", NeedsReward::new),
        broken("E12", "a second close that throws", ClosesOnce::new),
        broken(
            "E13",
            "numbers above the mean of all subjects",
            () -> numbers(EvaluatorContractTest::centred)));
  }

  private static List<Measurement> twice(List<Measurement> measurements) {
    List<Measurement> more = new ArrayList<>(measurements);
    more.add(measurements.get(0));
    return more;
  }

  /** Moves each number, and changes its error. */
  private static List<Measurement> each(
      List<Measurement> measurements, double shift, double error) {
    return measurements.stream()
        .map(
            m ->
                Measurement.student(
                    m.subject(),
                    m.metric(),
                    m.unit(),
                    m.value() + shift,
                    m.standardError() + error,
                    m.n()))
        .toList();
  }

  private static List<Measurement> fromFirst(List<Measurement> measurements) {
    return each(measurements, -measurements.get(0).value(), 0);
  }

  private static List<Measurement> centred(List<Measurement> measurements) {
    double mean = measurements.stream().mapToDouble(Measurement::value).average().orElse(0);
    return each(measurements, -mean, 0);
  }

  private static List<Measurement> unbiased(List<Measurement> measurements) {
    return each(measurements, 1.0 / (measurements.get(0).n() - 1), 0);
  }

  private static Evaluator numbers(UnaryOperator<List<Measurement>> change) {
    return new Right() {
      @Override
      public Evaluation evaluate(EvaluationTask task) {
        Evaluation e = super.evaluate(task);
        return new Evaluation(
            e.basis(),
            e.bases(),
            change.apply(e.measurements()),
            e.scores(),
            e.charts(),
            e.tables(),
            e.alarms());
      }
    };
  }

  private static Evaluator chart(String id) {
    return new Right() {
      @Override
      public Evaluation evaluate(EvaluationTask task) {
        return super.evaluate(task).withCharts(List.of(Right.chart(id, List.of())));
      }
    };
  }

  /** The mean reward of each subject, with a chart. */
  private static class Right implements Evaluator {
    @Nullable RewardModel last;

    @Override
    public List<String> columns() {
      return List.of("reward");
    }

    @Override
    public Evaluation evaluate(EvaluationTask task) {
      RewardModel reward = Objects.requireNonNull(task.reward(), "there is no reward");
      last = reward;
      List<Measurement> measurements = new ArrayList<>();
      List<PromptScores> scores = new ArrayList<>();
      List<Chart.Point> points = new ArrayList<>();
      for (Subject subject : task.subjects()) {
        double[] values = reward.score(task.responses(subject));
        measurements.add(Measurement.mean(subject.name(), "reward", "", values));
        scores.add(new PromptScores(subject.name(), "reward", values));
        points.add(
            Chart.Point.of(0, Arrays.stream(values).max().orElse(0)).labelled(subject.name()));
      }
      return Evaluation.of(task.basis(), measurements)
          .withScores(scores)
          .withCharts(List.of(chart("reward", points)));
    }

    static Chart chart(String id, List<Chart.Point> points) {
      return new Chart(
          id,
          "Greatest reward",
          "",
          new Chart.Axis("method", "", Chart.Scale.CATEGORIES),
          Chart.Axis.of("reward", ""),
          List.of(new Chart.Series("all", Chart.Mark.BARS, points)));
    }
  }

  private static final class OtherColumn extends Right {
    @Override
    public List<String> columns() {
      return List.of("mean reward");
    }
  }

  private static final class OneShort extends Right {
    @Override
    public Evaluation evaluate(EvaluationTask task) {
      Evaluation evaluation = super.evaluate(task);
      return evaluation.withScores(
          evaluation.scores().stream()
              .map(
                  s ->
                      new PromptScores(
                          s.subject(),
                          s.metric(),
                          Arrays.copyOf(s.values(), s.values().length - 1)))
              .toList());
    }
  }

  private static final class ClosesReward extends Right {
    @Override
    public void close() {
      if (last != null) {
        last.close();
      }
    }
  }

  private static final class Refuses extends Right {
    @Override
    public void check(List<String> subjects) {
      throw new UserException("no method is named \"ppo\"");
    }
  }

  private static final class NeedsReward extends Right {
    @Override
    public boolean needsSubjects() {
      return false;
    }
  }

  private static final class ClosesOnce extends Right {
    private boolean closed;

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed already");
      }
      closed = true;
    }
  }
}
