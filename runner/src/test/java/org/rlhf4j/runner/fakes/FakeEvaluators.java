package org.rlhf4j.runner.fakes;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.runner.fakes.Fakes.None;
import org.rlhf4j.runner.fakes.Fakes.Simple;

/** Evaluators that count letters. */
final class FakeEvaluators {
  private FakeEvaluators() {}

  /** The mean number of "a". */
  static final class Share extends Simple<Evaluator, None> implements EvaluatorPlugin<None> {
    Share() {
      super("share", new None(), (o, c) -> Share::evaluate);
    }

    private static Evaluation evaluate(EvaluationTask task) {
      Mortal.tick();
      return Evaluation.of(
          task.basis(),
          task.subjects().stream()
              .map(
                  s ->
                      Measurement.mean(
                          s.name(),
                          "letters a",
                          "letters",
                          s.completions().stream().mapToDouble(x -> Fakes.as(x.text())).toArray()))
              .toList());
    }
  }

  /** Has an alarm that is about no method. */
  static final class Warning extends Simple<Evaluator, None> implements EvaluatorPlugin<None> {
    Warning() {
      super("warning", new None(), (o, c) -> Warning::evaluate);
    }

    private static Evaluation evaluate(EvaluationTask task) {
      return Evaluation.of(task.basis(), List.of())
          .withAlarms(List.of(new Alarm("", "too few prompts", List.of())));
    }
  }

  /** Options of {@link Wins}. */
  public record WinsOptions(
      @Option(value = "who judges", required = true) @Nullable Part<Judge> judge,
      @Option("against whom") String baseline) {}

  /** How often a subject has more "a" than a baseline. */
  static final class Wins extends Simple<Evaluator, WinsOptions>
      implements EvaluatorPlugin<WinsOptions> {
    Wins() {
      super("wins", new WinsOptions(null, "base"), (o, c) -> new WinsEvaluator(o.baseline()));
    }
  }

  private record WinsEvaluator(String baseline) implements Evaluator {
    @Override
    public void check(List<String> subjects) {
      if (!subjects.contains(baseline)) {
        throw new UserException("there is no method \"" + baseline + "\" to compare with");
      }
    }

    @Override
    public List<String> columns() {
      return List.of("win rate");
    }

    @Override
    public Evaluation evaluate(EvaluationTask task) {
      Mortal.tick();
      Subject other = task.subject(baseline);
      List<Measurement> measurements = new ArrayList<>();
      for (Subject subject : task.subjects()) {
        double[] wins =
            IntStream.range(0, task.prompts().size())
                .mapToDouble(
                    i ->
                        Math.signum(
                            Fakes.as(subject.completions().get(i).text())
                                - Fakes.as(other.completions().get(i).text())))
                .map(d -> 50 * (d + 1))
                .toArray();
        Measurement m = Measurement.mean(subject.name(), "win rate", "%", wins);
        measurements.add(
            subject.name().equals(baseline)
                ? Measurement.fixed(m.subject(), m.metric(), m.unit(), 50, m.n(), "the baseline")
                : m);
      }
      return Evaluation.of(task.basis().against(baseline), measurements);
    }
  }
}
