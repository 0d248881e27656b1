package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.evaluators.judging.Annotation;
import org.rlhf4j.evaluators.judging.Judging;

/**
 * Answers that a judge compares with the baseline's: those of the run's methods, or of files.
 *
 * @param judge owned
 * @param identity of the judge
 * @param baseline the name of the model that all others are compared with
 * @param files the files' answers; null for those of the run
 */
record JudgedAnswers(
    Judge judge, String identity, String baseline, @Nullable AlpacaEvalOutputs files)
    implements PanelSource {

  @Override
  public boolean needsSubjects() {
    return files == null;
  }

  @Override
  public void check(List<String> subjects) {
    if (files == null && !subjects.contains(baseline)) {
      throw new UserException(
          "win-rate: baseline: no method is named \""
              + baseline
              + "\"; "
              + Suggestion.among(baseline, subjects)
              + "this run has "
              + String.join(", ", subjects));
    }
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    // both orders of presentation, and the baseline is not compared with itself
    long comparisons =
        files == null
            ? Judging.count(subjects - 1, prompts)
            : Judging.count(files.answers().size() - 1, files.prompts().size());
    return List.of(Work.onOwn(Work.Kind.JUDGE, comparisons, 0));
  }

  @Override
  public List<String> outlook(int prompts) {
    return Judging.outlook("a win rate", files == null ? prompts : files.prompts().size());
  }

  @Override
  public Panel panel(EvaluationTask task) {
    if (files != null) {
      return panel(files.prompts(), files.answers(), task.log());
    }
    task.subject(baseline); // refused if it is not there
    Map<String, List<Answer>> answers = new LinkedHashMap<>();
    for (Subject subject : task.subjects()) {
      answers.put(subject.name(), subject.completions().stream().map(Completion::answer).toList());
    }
    return panel(task.prompts(), answers, task.log());
  }

  private Panel panel(List<Prompt> prompts, Map<String, List<Answer>> answers, RunLog log) {
    Judging.announce(log, answers.size() - 1, prompts.size());
    List<Answer> opponents = answers.get(baseline);
    if (opponents == null) {
      throw new IllegalStateException("the baseline was checked before");
    }
    Judging judging = new Judging(judge);
    List<Match> matches = new ArrayList<>();
    for (Map.Entry<String, List<Answer>> model : answers.entrySet()) {
      if (!model.getKey().equals(baseline)) {
        Judging.Judged judged =
            judging.compare(model.getKey(), prompts, model.getValue(), opponents);
        matches.add(
            new Match(
                model.getKey(),
                judged.preferences(),
                lengths(model.getValue()),
                lengths(opponents),
                judged.judged(),
                judged.cost()));
      }
    }
    return new Panel(identity, baseline, prompts, matches, List.of());
  }

  private static double[] lengths(List<Answer> answers) {
    return answers.stream().mapToDouble(a -> Annotation.codePoints(a.text())).toArray();
  }

  @Override
  public void close() {
    judge.close();
  }
}
