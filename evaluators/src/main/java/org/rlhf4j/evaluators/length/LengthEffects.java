package org.rlhf4j.evaluators.length;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.evaluators.MethodNames;

/** Implements {@link LengthEffectsPlugin}. */
record LengthEffects(LengthEffectsOptions options, Gains gains) implements Evaluator {

  private static final String CHANGE = "length change";
  private static final int EQUAL = Effect.PARTS.indexOf("gain at equal length");
  private static final int SHARE = Effect.PARTS.indexOf("share by length");

  @Override
  public void check(List<String> subjects) {
    MethodNames.require("length-effects: reference", options.reference(), subjects);
  }

  @Override
  public List<String> columns() {
    return List.of(
        column(CHANGE), column(Effect.PARTS.get(EQUAL)), column(Effect.PARTS.get(SHARE)));
  }

  private String column(String name) {
    return options.name().isEmpty() ? name : options.name() + " " + name;
  }

  @Override
  public boolean needsReward() {
    return gains.needsReward();
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return List.of(gains.work((long) (subjects - 1) * prompts));
  }

  @Override
  public List<String> outlook(int subjects, int prompts) {
    return gains.outlook(prompts);
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Subject reference = task.subject(options.reference());
    double[] before = lengths(reference);
    Bootstrap bootstrap =
        new Bootstrap(options.resamples(), 0.95, task.random().child("length-effects"));
    Map<String, double[]> lengths = new LinkedHashMap<>();
    Map<String, Effect> effects = new LinkedHashMap<>();
    List<Measurement> measurements = new ArrayList<>();
    List<PromptScores> scores = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      double[] own = lengths(subject);
      lengths.put(subject.name(), own);
      if (subject.name().equals(reference.name())) {
        measurements.add(
            Measurement.fixed(
                subject.name(),
                column(CHANGE),
                options.unit().words(),
                0,
                own.length,
                "reference"));
        continue;
      }
      double[] change = new double[own.length];
      Arrays.setAll(change, i -> own[i] - before[i]);
      Effect effect = Effect.of(change, gains.of(subject, reference, task), bootstrap);
      effects.put(subject.name(), effect);
      measurements.addAll(measurements(subject, change, effect));
      scores.add(new PromptScores(subject.name(), column(CHANGE), change));
    }
    LengthReport report = new LengthReport(options, gains.unit(), lengths, effects);
    return Evaluation.of(
            task.basis().judgedBy(gains.identity()).against(reference.name()), measurements)
        .withScores(scores)
        .withCharts(report.charts())
        .withTables(report.tables());
  }

  private double[] lengths(Subject subject) {
    return subject.completions().stream().mapToDouble(options.unit()::of).toArray();
  }

  private List<Measurement> measurements(Subject subject, double[] change, Effect effect) {
    int left = change.length - effect.n();
    String note =
        left == 0
            ? ""
            : left + " of " + change.length + " prompts left out for want of a usable verdict";
    List<Measurement> rows = new ArrayList<>();
    rows.add(Measurement.mean(subject.name(), column(CHANGE), options.unit().words(), change));
    for (int part : new int[] {EQUAL, SHARE}) {
      if (!Double.isNaN(effect.value(part))) {
        rows.add(
            Measurement.estimate(
                    subject.name(),
                    column(Effect.PARTS.get(part)),
                    part == SHARE ? "%" : gains.unit(),
                    effect.value(part),
                    effect.standardError(part),
                    effect.interval(part),
                    effect.n())
                .noted(note));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    gains.close();
  }
}
