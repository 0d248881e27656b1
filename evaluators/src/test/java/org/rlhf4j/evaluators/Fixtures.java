package org.rlhf4j.evaluators;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;

/** Subjects and tasks without any model behind them. */
public final class Fixtures {

  private Fixtures() {}

  public static Completion completion(String text, int tokens, Completion.Finish finish) {
    return new Completion(
        new Answer(text, new int[tokens]), finish, new float[tokens], new float[tokens]);
  }

  /** A subject of which only the answers are known. */
  public static Subject subject(String name, String... answers) {
    return subject(name, null, answers);
  }

  public static Subject subject(String name, @Nullable Policy policy, String... answers) {
    List<Completion> completions =
        Arrays.stream(answers).map(a -> completion(a, 1, Completion.Finish.STOP)).toList();
    return new Subject(name, completions, policy);
  }

  /** A log that keeps notes alone. */
  public static RunLog noting(List<String> notes) {
    return new RunLog() {
      @Override
      public void step(int step, Record metrics) {}

      @Override
      public Progress progress(String task, long total, String unit) {
        return (done, detail) -> {};
      }

      @Override
      public void note(String line) {
        notes.add(line);
      }
    };
  }

  public static EvaluationTask task(@Nullable RewardModel reward, Subject... subjects) {
    List<Prompt> prompts =
        IntStream.range(0, subjects[0].completions().size())
            .mapToObj(i -> new Prompt("p" + i, "q"))
            .toList();
    return new EvaluationTask(
        prompts, List.of(subjects), null, reward, RandomStream.ofSeed(1), RunLog.silent());
  }
}
