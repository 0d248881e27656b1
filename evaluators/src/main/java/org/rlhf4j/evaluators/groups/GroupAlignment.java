package org.rlhf4j.evaluators.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.evaluators.MethodNames;
import org.rlhf4j.evaluators.choices.Choices;
import org.rlhf4j.evaluators.inputs.InputFile;

/** Implements {@link GroupAlignmentPlugin}. */
record GroupAlignment(
    GroupAlignmentOptions options, InputFile<GroupQuestion> questions, List<String> groups)
    implements Evaluator {

  @Override
  public void check(List<String> subjects) {
    String reference = options.reference();
    if (reference != null) {
      List<String> names = new ArrayList<>(subjects);
      names.addAll(modelsOfFile());
      MethodNames.require("group-alignment: reference", reference, names);
    }
  }

  /** Models of the file are measured beside the policies, or without any. */
  @Override
  public boolean needsSubjects() {
    return modelsOfFile().isEmpty();
  }

  @Override
  public boolean needsAnswers() {
    return false;
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(List.of(column("group alignment")));
    options.columns().forEach(group -> columns.add(column("alignment " + group)));
    return columns;
  }

  private String column(String name) {
    return options.name().isEmpty() ? name : options.name() + " " + name;
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    long rows = Choices.rows(questions.rows().stream().map(GroupQuestion::choices));
    return List.of(Work.onOwn(Work.Kind.READ, subjects * rows, 0));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Map<String, List<double @Nullable []>> models = models(task);
    Map<String, Map<String, double[]>> likeness = new LinkedHashMap<>();
    models.forEach((model, answers) -> likeness.put(model, likeness(answers)));
    List<Measurement> measurements = new ArrayList<>();
    likeness.forEach(
        (model, byGroup) -> {
          measurements.add(row(model, "group alignment", meanOverGroups(byGroup)));
          for (String group : options.columns()) {
            measurements.add(
                row(model, "alignment " + group, byGroup.getOrDefault(group, new double[0])));
          }
        });
    Map<String, Map<String, double[]>> people = new LinkedHashMap<>();
    for (String group : groups) {
      List<double @Nullable []> answers = new ArrayList<>();
      questions.rows().forEach(q -> answers.add(q.groups().get(group)));
      people.put(group, likeness(answers));
    }
    GroupReport report = new GroupReport(groups, likeness, people, options.reference());
    return Evaluation.of(questions.basis(), measurements)
        .withCharts(report.charts())
        .withTables(report.tables());
  }

  /** For each model its distribution on each question; null where it is not known. */
  private Map<String, List<double @Nullable []>> models(EvaluationTask task) {
    Map<String, List<double @Nullable []>> models = new LinkedHashMap<>();
    List<Choices> choices = questions.rows().stream().map(GroupQuestion::choices).toList();
    for (Subject subject : task.subjects()) {
      Policy policy = subject.policy();
      if (policy != null && policy.likelihood().isPresent()) {
        models.put(
            subject.name(),
            new ArrayList<>(Choices.distributions(policy, choices, options.choiceScore())));
      }
    }
    for (String model : modelsOfFile()) {
      List<double @Nullable []> answers = new ArrayList<>();
      questions.rows().forEach(q -> answers.add(q.models().get(model)));
      if (models.put(model, answers) != null) {
        throw new UserException(
            "group-alignment: \"" + model + "\" is a model of the file and a method of the run");
      }
    }
    return models;
  }

  private TreeSet<String> modelsOfFile() {
    TreeSet<String> models = new TreeSet<>();
    questions.rows().forEach(q -> models.addAll(q.models().keySet()));
    return models;
  }

  /** For each group the likeness on each question, in percent; NaN where one of both is missing. */
  private Map<String, double[]> likeness(List<double @Nullable []> answers) {
    Map<String, double[]> byGroup = new LinkedHashMap<>();
    for (String group : groups) {
      double[] values = new double[answers.size()];
      for (int q = 0; q < values.length; q++) {
        GroupQuestion question = questions.rows().get(q);
        double[] own = answers.get(q);
        double[] its = question.groups().get(group);
        values[q] =
            own == null || its == null
                ? Double.NaN
                : 100 * Wasserstein.similarity(own, its, question.places());
      }
      byGroup.put(group, values);
    }
    return byGroup;
  }

  /** For each question the mean over those groups that answered it. */
  private static double[] meanOverGroups(Map<String, double[]> byGroup) {
    int size = byGroup.values().iterator().next().length;
    double[] means = new double[size];
    Arrays.setAll(
        means,
        q ->
            byGroup.values().stream()
                .mapToDouble(v -> v[q])
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN));
    return means;
  }

  private Measurement row(String model, String name, double[] values) {
    Sample sample = GroupReport.sample(values);
    return Measurement.student(
        model, column(name), "%", sample.mean(), sample.standardError(), sample.n());
  }
}
