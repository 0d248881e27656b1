package org.rlhf4j.evaluators;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Subject;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.math.Sample;

/** Implements {@link WinRatePlugin}. */
record WinRate(Judge judge, String identity, String baseline, String name) implements Evaluator {

  @Override
  public void check(List<String> subjects) {
    MethodNames.require("win-rate: baseline", baseline, subjects);
  }

  @Override
  public List<String> columns() {
    return List.of(name);
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Subject opponent = task.subject(baseline);
    List<Measurement> measurements = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      measurements.add(
          subject.name().equals(baseline)
              ? row(subject, 50, Double.NaN, task.prompts().size(), "baseline")
              : compare(subject, opponent, task.prompts()));
    }
    return Evaluation.of(task.basis().judgedBy(identity).against(baseline), measurements);
  }

  private Measurement compare(Subject subject, Subject opponent, List<Prompt> prompts) {
    List<Comparison> comparisons =
        IntStream.range(0, prompts.size())
            .mapToObj(
                i ->
                    new Comparison(
                        subject.name() + "/" + prompts.get(i).id(),
                        prompts.get(i),
                        subject.completions().get(i).answer(),
                        opponent.completions().get(i).answer()))
            .toList();
    List<Verdict> verdicts = judge.judge(comparisons);
    List<Verdict> swapped = judge.judge(comparisons.stream().map(Comparison::swapped).toList());

    double[] wins =
        IntStream.range(0, prompts.size())
            .mapToObj(i -> preference(verdicts.get(i), swapped.get(i).swapped()))
            .flatMapToDouble(OptionalDouble::stream)
            .map(p -> 100 * p)
            .toArray();
    int unusable = prompts.size() - wins.length;
    String note =
        unusable == 0
            ? ""
            : unusable + " of " + prompts.size() + " prompts left out for want of a usable verdict";
    Sample sample = Sample.of(wins);
    return row(subject, sample.mean(), sample.standardError(), sample.n(), note);
  }

  /** Mean of the usable ones among two verdicts that name the answers alike. */
  private static OptionalDouble preference(Verdict one, Verdict other) {
    return Stream.of(one, other)
        .filter(v -> v.label() != Verdict.Label.UNPARSED)
        .mapToDouble(Verdict::preferFirst)
        .average();
  }

  private Measurement row(Subject subject, double value, double error, int n, String note) {
    return new Measurement(subject.name(), name, "%", value, error, n, note);
  }

  @Override
  public void close() {
    judge.close();
  }
}
