package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Subject;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.evaluators.MethodNames;

/** Implements {@link ModeCollapsePlugin}. */
record ModeCollapse(ModeCollapseOptions options) implements Evaluator {

  @Override
  public void check(List<String> subjects) {
    MethodNames.require("mode-collapse: reference", options.reference(), subjects);
  }

  @Override
  public List<String> columns() {
    return Stream.concat(
            Stream.of(Diversity.ANSWER_ENTROPY, Diversity.TOKEN_ENTROPY),
            SetMeasure.all(options).stream().map(SetMeasure::name))
        .toList();
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    task.subject(options.reference());
    List<SetMeasure> measures = SetMeasure.all(options);
    List<Diversity> found = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      found.add(measure(subject, task, measures));
    }
    List<Measurement> measurements = new ArrayList<>();
    List<PromptScores> scores = new ArrayList<>();
    for (Diversity one : found) {
      measurements.addAll(measurements(one, measures));
      scores.addAll(scores(one));
    }
    Basis basis =
        task.basis()
            .decoded(Decoding.sampling(1, options.maxNewTokens()))
            .against(options.reference());
    Report report = new Report(found, measures, options);
    return Evaluation.of(basis, measurements)
        .withScores(scores)
        .withCharts(report.charts())
        .withTables(report.tables())
        .withAlarms(alarms(found, task));
  }

  private Diversity measure(Subject subject, EvaluationTask task, List<SetMeasure> measures) {
    Policy policy = subject.policy();
    // one stream for all methods, so that differences carry less noise
    List<List<Completion>> answers =
        policy == null
            ? subject.completions().stream().map(List::of).toList()
            : policy.generate(
                task.prompts(),
                options.samples(),
                Decoding.sampling(1, options.maxNewTokens()),
                task.random().child("mode-collapse"));
    boolean likelihood = policy != null && policy.hasLikelihood();
    return Diversity.of(subject.name(), answers, likelihood, options.unit(), measures);
  }

  private static List<Measurement> measurements(Diversity one, List<SetMeasure> measures) {
    List<Measurement> rows = new ArrayList<>();
    one.entropies()
        .forEach(
            (name, e) ->
                rows.add(
                    row(
                        one,
                        name,
                        name.equals(Diversity.TOKEN_ENTROPY) ? "nats/token" : "nats",
                        e)));
    for (SetMeasure measure : measures) {
      Estimate estimate = one.perPrompt().get(measure.name());
      if (estimate != null) {
        rows.add(row(one, measure.name(), measure.unit(), estimate));
      }
    }
    return rows;
  }

  private static Measurement row(Diversity one, String metric, String unit, Estimate e) {
    return new Measurement(one.subject(), metric, unit, e.value(), e.standardError(), e.n(), "");
  }

  private static List<PromptScores> scores(Diversity one) {
    List<PromptScores> scores = new ArrayList<>();
    Estimate entropy = one.entropies().get(Diversity.ANSWER_ENTROPY);
    if (entropy != null) {
      scores.add(
          new PromptScores(
              one.subject(), Diversity.ANSWER_ENTROPY, Diversity.observations(entropy)));
    }
    for (Map.Entry<String, Estimate> measure : one.perPrompt().entrySet()) {
      scores.add(
          new PromptScores(
              one.subject(), measure.getKey(), Diversity.observations(measure.getValue())));
    }
    return scores;
  }

  private List<Alarm> alarms(List<Diversity> found, EvaluationTask task) {
    @Nullable Diversity reference =
        found.stream()
            .filter(d -> d.subject().equals(options.reference()))
            .findFirst()
            .orElse(null);
    if (reference == null) {
      return List.of();
    }
    CollapseAlarm alarm = new CollapseAlarm(reference, options.alarm(), task.prompts());
    return found.stream()
        .filter(d -> !d.subject().equals(reference.subject()))
        .flatMap(d -> alarm.of(d).stream())
        .toList();
  }
}
