package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Subject;

/** Agreement of judges who are asked the same about the run's answers. */
record AgreementOfJudges(Map<String, Judge> judges, String identity, AgreementOptions options)
    implements Evaluator {

  private static final List<String> LABELS = List.of("first", "second", "tie");

  @Override
  public void check(List<String> subjects) {
    if (!subjects.contains(options.baseline())) {
      throw new UserException(
          "agreement: baseline: no method is named \""
              + options.baseline()
              + "\"; this run has "
              + String.join(", ", subjects));
    }
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    long comparisons = (long) (subjects - 1) * prompts;
    long asked = options.sample() == 0 ? comparisons : Math.min(options.sample(), comparisons);
    return List.of(Work.onOwn(Work.Kind.JUDGE, asked * raters().size(), 0));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    List<Comparison> comparisons = comparisons(task);
    Map<String, Judge> raters = raters();
    double[][] labels = new double[comparisons.size()][raters.size()];
    int column = 0;
    int unusable = 0;
    for (Judge rater : raters.values()) {
      List<Verdict> verdicts = rater.judge(comparisons);
      for (int i = 0; i < labels.length; i++) {
        labels[i][column] = code(verdicts.get(i).label());
        unusable += Double.isNaN(labels[i][column]) ? 1 : 0;
      }
      column++;
    }
    Ratings ratings = Ratings.of(List.copyOf(raters.keySet()), labels);
    return new AgreementTables(options, ratings, LABELS, unusable, task.random())
        .evaluation(task.basis().judgedBy(identity).against(options.baseline()));
  }

  /** The judges, and in the place of a pool its members. */
  private Map<String, Judge> raters() {
    Map<String, Judge> raters = new LinkedHashMap<>();
    judges.forEach(
        (name, judge) -> {
          if (judge.panel().isEmpty()) {
            raters.put(name, judge);
          } else {
            String prefix = judges.size() == 1 ? "" : name + ": ";
            judge.panel().forEach((member, own) -> raters.put(prefix + member, own));
          }
        });
    return raters;
  }

  private static double code(Verdict.Label label) {
    return switch (label) {
      case FIRST -> 0;
      case SECOND -> 1;
      case TIE -> 2;
      case UNPARSED -> Double.NaN;
    };
  }

  private List<Comparison> comparisons(EvaluationTask task) {
    Subject opponent = task.subject(options.baseline());
    List<Comparison> all = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      if (subject.name().equals(options.baseline())) {
        continue;
      }
      for (int i = 0; i < task.prompts().size(); i++) {
        all.add(
            new Comparison(
                subject.name() + "/" + task.prompts().get(i).id(),
                task.prompts().get(i),
                subject.completions().get(i).answer(),
                opponent.completions().get(i).answer()));
      }
    }
    if (options.sample() == 0 || options.sample() >= all.size()) {
      return all;
    }
    int[] order = task.random().child("sample").permutation(all.size());
    return Arrays.stream(order, 0, options.sample()).sorted().mapToObj(all::get).toList();
  }

  @Override
  public void close() {
    judges.values().forEach(Judge::close);
  }
}
