package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.evaluators.MethodNames;

/**
 * Implements {@link ModeCollapsePlugin}.
 *
 * @param embedder embeds all answers; owned; null for the reference's policy
 * @param identity of the embedder; empty where there is none
 */
record ModeCollapse(ModeCollapseOptions options, @Nullable Policy embedder, String identity)
    implements Evaluator {

  @Override
  public void check(List<String> subjects) {
    MethodNames.require("mode-collapse: reference", options.reference(), subjects);
  }

  @Override
  public List<String> columns() {
    List<String> columns =
        new ArrayList<>(List.of(Diversity.ANSWER_ENTROPY, Diversity.TOKEN_ENTROPY));
    SetMeasure.all(options).forEach(measure -> columns.add(measure.name()));
    columns.add(SetMeasure.EMBEDDING);
    return columns;
  }

  /** Answers are embedded, each different one once, if the reference or the embedder can. */
  @Override
  public List<Work> work(int subjects, int prompts) {
    long answers = (long) subjects * prompts * options.samples();
    return List.of(
        Work.onOwn(Work.Kind.GENERATE, answers, options.maxNewTokens()),
        Work.onOwn(Work.Kind.READ, answers, options.maxNewTokens()));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    task.subject(options.reference());
    Embedder vectors = embedder(task);
    List<SetMeasure> measures = new ArrayList<>(SetMeasure.all(options));
    if (vectors != null) {
      measures.add(vectors.measure());
    }
    List<Diversity> found = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      found.add(measure(subject, task, measures, vectors));
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
    if (embedder != null) {
      basis = basis.judgedBy("embeddings by " + identity);
    }
    DiversityReport report = new DiversityReport(found, measures, options);
    return Evaluation.of(basis, measurements)
        .withScores(scores)
        .withCharts(report.charts())
        .withTables(report.tables())
        .withAlarms(alarms(found, task));
  }

  /** Null where the reference's policy is not known, or cannot embed. */
  private @Nullable Embedder embedder(EvaluationTask task) {
    Policy policy = embedder == null ? task.subject(options.reference()).policy() : embedder;
    return policy == null || !Embedder.isPossible(policy) ? null : new Embedder(policy);
  }

  private Diversity measure(
      Subject subject, EvaluationTask task, List<SetMeasure> measures, @Nullable Embedder vectors) {
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
    boolean likelihood = policy != null && policy.likelihood().isPresent();
    List<List<AnswerText>> texts = Diversity.texts(answers, options.unit());
    int cut = vectors == null ? 0 : vectors.read(texts);
    if (cut > 0) {
      task.log()
          .note(
              cut
                  + " answers of "
                  + subject.name()
                  + " are longer than the context of the model that embeds them; their beginnings"
                  + " count");
    }
    return Diversity.of(subject.name(), answers, texts, likelihood, measures);
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
      PromptEstimate estimate = one.perPrompt().get(measure.name());
      if (estimate != null) {
        rows.add(row(one, measure.name(), measure.unit(), estimate));
      }
    }
    return rows;
  }

  private static Measurement row(Diversity one, String metric, String unit, PromptEstimate e) {
    return Measurement.student(one.subject(), metric, unit, e.value(), e.standardError(), e.n());
  }

  private static List<PromptScores> scores(Diversity one) {
    List<PromptScores> scores = new ArrayList<>();
    PromptEstimate entropy = one.entropies().get(Diversity.ANSWER_ENTROPY);
    if (entropy != null) {
      scores.add(
          new PromptScores(
              one.subject(), Diversity.ANSWER_ENTROPY, Diversity.observations(entropy)));
    }
    for (Map.Entry<String, PromptEstimate> measure : one.perPrompt().entrySet()) {
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
    return new CollapseAlarm(
            reference, options.alarm(), task.prompts(), task.random().child("collapse-alarm"))
        .of(found.stream().filter(d -> !d.subject().equals(reference.subject())).toList());
  }

  @Override
  public void close() {
    if (embedder != null) {
      embedder.close();
    }
  }
}
