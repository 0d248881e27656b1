package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.evaluators.judging.Judging;

/** Where games come from. */
sealed interface GameSource extends AutoCloseable {

  /** Whether it is the run's methods that play. */
  boolean needsSubjects();

  /** How many comparisons a judge will be asked for, in both orders. */
  long toJudge(int subjects, int prompts);

  /** The games. */
  Games games(EvaluationTask task);

  @Override
  default void close() {}

  /** Games that were read from files. */
  record Read(Games games) implements GameSource {
    @Override
    public boolean needsSubjects() {
      return false;
    }

    @Override
    public long toJudge(int subjects, int prompts) {
      return 0;
    }

    @Override
    public Games games(EvaluationTask task) {
      return games;
    }
  }

  /**
   * The run's methods, all against all.
   *
   * @param judge owned
   * @param identity of the judge
   */
  record Played(Judge judge, String identity) implements GameSource {

    @Override
    public boolean needsSubjects() {
      return true;
    }

    @Override
    public long toJudge(int subjects, int prompts) {
      return Judging.count(pairs(subjects), prompts);
    }

    /** All against all. */
    private static int pairs(int subjects) {
      return subjects * (subjects - 1) / 2;
    }

    @Override
    public Games games(EvaluationTask task) {
      List<Subject> subjects = task.subjects();
      Judging.announce(task.log(), pairs(subjects.size()), task.prompts().size());
      Judging judging = new Judging(judge);
      Games.Collector collector = new Games.Collector();
      subjects.forEach(subject -> collector.player(subject.name()));
      Cost cost = Cost.NONE;
      int judged = 0;
      for (int a = 0; a < subjects.size(); a++) {
        for (int b = a + 1; b < subjects.size(); b++) {
          String first = subjects.get(a).name();
          String second = subjects.get(b).name();
          Judging.Judged result =
              judging.compare(
                  first + " - " + second,
                  task.prompts(),
                  answers(subjects.get(a)),
                  answers(subjects.get(b)));
          cost = cost.plus(result.cost());
          judged += result.judged();
          for (int i = 0; i < task.prompts().size(); i++) {
            collector.add(first, second, task.prompts().get(i), result.preferences()[i]);
          }
        }
      }
      return collector.games(identity, new ArrayList<>(), judged, cost);
    }

    private static List<Answer> answers(Subject subject) {
      return subject.completions().stream().map(Completion::answer).toList();
    }

    @Override
    public void close() {
      judge.close();
    }
  }
}
