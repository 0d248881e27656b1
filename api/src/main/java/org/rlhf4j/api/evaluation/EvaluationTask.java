package org.rlhf4j.api.evaluation;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;

/**
 * What an evaluator looks at.
 *
 * @param prompts the evaluation prompts, the same for all subjects
 * @param subjects every policy of the run, in the order of the spec
 * @param decoding how the subjects' answers were drawn; null where it is not known
 * @param reward the run's own reward (the proxy that methods optimised), or null; not owned
 * @param gold the reward that counts, by which trainings were watched, or null; not owned
 * @param random the root of all randomness of the evaluation
 * @param log where progress goes
 */
public record EvaluationTask(
    List<Prompt> prompts,
    List<Subject> subjects,
    @Nullable Decoding decoding,
    @Nullable RewardModel reward,
    @Nullable Gold gold,
    RandomStream random,
    RunLog log) {

  /**
   * A reward that no method optimises.
   *
   * @param reward scores answers
   * @param identity what it is, as {@link org.rlhf4j.api.plugin.PluginContext#describe} gives it
   */
  public record Gold(RewardModel reward, String identity) {}

  public EvaluationTask {
    prompts = List.copyOf(prompts);
    subjects = List.copyOf(subjects);
    for (Subject subject : subjects) {
      if (subject.completions().size() != prompts.size()) {
        throw new IllegalArgumentException(
            subject.name()
                + " has "
                + subject.completions().size()
                + " answers to "
                + prompts.size()
                + " prompts");
      }
    }
  }

  /** A task of a run that is not watched by a gold reward. */
  public EvaluationTask(
      List<Prompt> prompts,
      List<Subject> subjects,
      @Nullable Decoding decoding,
      @Nullable RewardModel reward,
      RandomStream random,
      RunLog log) {
    this(prompts, subjects, decoding, reward, /* gold= */ null, random, log);
  }

  /** What numbers on the subjects' answers rest upon. */
  public Basis basis() {
    return Basis.of(prompts, decoding);
  }

  /** A subject's answers together with their prompts. */
  public List<Response> responses(Subject subject) {
    return IntStream.range(0, prompts.size())
        .mapToObj(i -> new Response(prompts.get(i), subject.completions().get(i).answer()))
        .toList();
  }

  /**
   * The subject of a name.
   *
   * @throws UserException if there is none; the message lists those that are there
   */
  public Subject subject(String name) {
    return subjects.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "no method is named \""
                        + name
                        + "\"; this run has "
                        + subjects.stream().map(Subject::name).collect(Collectors.joining(", "))));
  }
}
