package org.rlhf4j.evaluators.setting;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;

/** Subjects and tasks for tests in all packages, and looks into what was found. */
public final class Setting {

  private Setting() {}

  /** An answer of so many tokens. */
  public static Completion completion(String text, int tokens, Completion.Finish finish) {
    return new Completion(
        new Answer(text, new int[tokens]), finish, new float[tokens], new float[tokens]);
  }

  /** A subject of which only the answers are known. */
  public static Subject subject(String name, String... answers) {
    return subject(name, null, answers);
  }

  /** A subject with a policy, whose answers are these all the same. */
  public static Subject subject(String name, @Nullable Policy policy, String... answers) {
    List<Completion> completions =
        Arrays.stream(answers).map(a -> completion(a, 1, Completion.Finish.STOP)).toList();
    return new Subject(name, completions, policy);
  }

  /** A task whose prompts all say q. */
  public static EvaluationTask task(Subject... subjects) {
    return task((RewardModel) null, subjects);
  }

  /** The same with a reward of the run. */
  public static EvaluationTask task(@Nullable RewardModel reward, Subject... subjects) {
    int size = subjects.length == 0 ? 0 : subjects[0].completions().size();
    List<Prompt> prompts =
        IntStream.range(0, size).mapToObj(i -> new Prompt("p" + i, "q")).toList();
    return task(prompts, reward, subjects);
  }

  /** A task with these prompts. */
  public static EvaluationTask task(
      List<Prompt> prompts, @Nullable RewardModel reward, Subject... subjects) {
    return new EvaluationTask(
        prompts,
        List.of(subjects),
        Decoding.sampling(1, 8),
        reward,
        RandomStream.ofSeed(1),
        RunLog.silent());
  }

  /** The number of a column about a subject. */
  public static Measurement measurement(Evaluation evaluation, String subject, String metric) {
    return evaluation.measurements().stream()
        .filter(m -> m.subject().equals(subject) && m.metric().equals(metric))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no " + metric + " of " + subject + " in " + evaluation.measurements()));
  }

  /** A table. */
  public static DataTable table(Evaluation evaluation, String id) {
    return evaluation.tables().stream()
        .filter(t -> t.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no table " + id));
  }

  /** The cell of a column in the first row whose first cells say this. */
  public static Cell cell(DataTable table, String column, String... first) {
    int at = table.columns().indexOf(column);
    if (at < 0) {
      throw new AssertionError("no " + column + " in " + table.columns());
    }
    return table.rows().stream()
        .filter(
            row ->
                IntStream.range(0, first.length).allMatch(i -> row.get(i).text().equals(first[i])))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + Arrays.toString(first)))
        .get(at);
  }
}
