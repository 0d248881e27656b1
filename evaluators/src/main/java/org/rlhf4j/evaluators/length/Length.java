package org.rlhf4j.evaluators.length;

import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;

/** Implements {@link LengthPlugin}. */
record Length() implements Evaluator {

  @Override
  public List<String> columns() {
    return List.of("length", "finished");
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return Work.nothing();
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    return Evaluation.of(task.basis(), task.subjects().stream().flatMap(Length::measure).toList());
  }

  private static Stream<Measurement> measure(Subject subject) {
    double[] lengths = subject.completions().stream().mapToDouble(Length::tokens).toArray();
    double[] finished =
        subject.completions().stream().mapToDouble(c -> stopped(c) ? 100 : 0).toArray();
    return Stream.of(
        Measurement.mean(subject.name(), "length", "tokens", lengths),
        Measurement.rate(subject.name(), "finished", finished, ""));
  }

  private static int tokens(Completion completion) {
    return completion.tokens().length - (stopped(completion) ? 1 : 0);
  }

  private static boolean stopped(Completion completion) {
    return completion.finish() == Completion.Finish.STOP;
  }
}
