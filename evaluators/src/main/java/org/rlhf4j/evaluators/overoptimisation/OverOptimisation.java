package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.plugin.Suggestion;

/**
 * Implements {@link OverOptimisationPlugin} for a run.
 *
 * @param own the reward that counts; owned; null for that of the watch
 * @param identity what it is; empty for that of the watch
 */
record OverOptimisation(OverOptimisationOptions options, @Nullable RewardModel own, String identity)
    implements Evaluator {

  @Override
  public void check(List<String> subjects) {
    if (!subjects.contains(options.reference())) {
      throw new UserException(
          "over-optimisation: reference: no method is named \""
              + options.reference()
              + "\"; "
              + Suggestion.among(options.reference(), subjects)
              + "this run has "
              + String.join(", ", subjects));
    }
  }

  @Override
  public List<String> columns() {
    return CurveFindings.columns(options);
  }

  /** Best of n chooses by it; curves along trainings may have rewards of the methods' own. */
  @Override
  public boolean needsReward() {
    return !options.n().isEmpty();
  }

  @Override
  public boolean needsGold() {
    return own == null;
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    long candidates = options.n().isEmpty() ? 0 : (long) prompts * options.samples();
    return List.of(
        Work.onOwn(Work.Kind.GENERATE, candidates, options.maxNewTokens()),
        Work.onOwn(Work.Kind.REWARD, candidates, options.maxNewTokens()));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    EvaluationTask.Gold gold = gold(task);
    List<Curve> curves = new ArrayList<>();
    Map<String, String> proxies = new LinkedHashMap<>();
    Map<String, String> elsewhere = new LinkedHashMap<>();
    List<Prompt> prompts = task.prompts();
    for (Subject subject : task.subjects()) {
      Trajectory trajectory = subject.trajectory();
      if (trajectory != null) {
        prompts = watched(trajectory, task);
        if (trajectory.start().equals(options.reference())) {
          curves.add(along(subject.name(), trajectory, task, gold));
          if (!trajectory.proxy().equals(Basis.REWARD_OF_THE_RUN)) {
            proxies.put(subject.name(), trajectory.proxy());
          }
        } else {
          elsewhere.put(subject.name(), trajectory.start());
        }
      }
    }
    if (!options.n().isEmpty()) {
      curves.add(bestOfN(prompts, task, gold.reward()).curve(options.n()));
    }
    if (curves.isEmpty()) {
      throw new UserException(
          "over-optimisation: no training from \""
              + options.reference()
              + "\" was watched, and n is empty; add \"watch\" to the spec, or numbers to n");
    }
    EvaluationTask narrow =
        new EvaluationTask(prompts, List.of(), plain(), task.reward(), task.random(), task.log());
    // scores go beside those of other evaluators, and so must be those of the same prompts
    boolean first = prompts.equals(task.prompts().subList(0, Math.min(prompts.size(), size(task))));
    List<Prompt> scored = first ? task.prompts() : List.of();
    return new CurveFindings(
            options,
            curves,
            new Proxies(proxies, gold.identity()),
            elsewhere,
            scored,
            task.random())
        .evaluation(narrow.basis().judgedBy(gold.identity()).against(options.reference()));
  }

  private EvaluationTask.Gold gold(EvaluationTask task) {
    EvaluationTask.Gold gold = own == null ? task.gold() : new EvaluationTask.Gold(own, identity);
    if (gold == null) {
      throw new UserException(
          "over-optimisation: gold is missing; name the reward that counts, here or in \"watch\","
              + " or a file of scored candidates");
    }
    return gold;
  }

  private static List<Prompt> watched(Trajectory trajectory, EvaluationTask task) {
    int watched = trajectory.points().get(0).prompts();
    return trajectory.prompts().isEmpty()
        ? task.prompts().subList(0, Math.min(watched, size(task)))
        : trajectory.prompts();
  }

  private static int size(EvaluationTask task) {
    return task.prompts().size();
  }

  /** Answers are drawn for this purpose, whatever the run decodes with. */
  private Decoding plain() {
    return Decoding.sampling(1, options.maxNewTokens());
  }

  /** Gold scores are those of the watch, if it asked the same reward, else ours of its answers. */
  private static Curve along(
      String name, Trajectory trajectory, EvaluationTask task, EvaluationTask.Gold gold) {
    boolean same = gold.identity().equals(trajectory.basis().judge());
    List<Prompt> prompts = watched(trajectory, task);
    List<Curve.Point> points = new ArrayList<>();
    for (TrajectoryPoint point : trajectory.points()) {
      points.add(
          new Curve.Point(
              point.step(),
              point.kl(),
              known(point.proxy()) ? point.proxy() : scores(proxy(task), point, prompts),
              same ? point.gold() : scores(gold.reward(), point, prompts)));
    }
    return new Curve(name, "step", false, points);
  }

  private static boolean known(double[] scores) {
    return Arrays.stream(scores).noneMatch(Double::isNaN);
  }

  private static double[] scores(RewardModel reward, TrajectoryPoint point, List<Prompt> prompts) {
    List<Answer> answers = point.answers();
    return reward.score(
        IntStream.range(0, answers.size())
            .mapToObj(i -> new Response(prompts.get(i), answers.get(i)))
            .toList());
  }

  private Candidates bestOfN(List<Prompt> prompts, EvaluationTask task, RewardModel gold) {
    @Nullable Policy reference = task.subject(options.reference()).policy();
    if (reference == null) {
      throw new UserException(
          "over-optimisation: of the reference \""
              + options.reference()
              + "\" only its answers are known, so it cannot draw candidates; set n to []");
    }
    List<List<Completion>> drawn =
        reference.generate(prompts, options.samples(), plain(), task.random().child("candidates"));
    List<Response> responses = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      for (Completion completion : drawn.get(p)) {
        responses.add(new Response(prompts.get(p), completion.answer()));
      }
    }
    double[] proxy = proxy(task).score(responses);
    double[] golden = gold.score(responses);
    List<Candidates.Scored> scored = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      int from = p * options.samples();
      int to = from + options.samples();
      scored.add(
          new Candidates.Scored(
              Arrays.copyOfRange(proxy, from, to), Arrays.copyOfRange(golden, from, to)));
    }
    return new Candidates(scored);
  }

  private static RewardModel proxy(EvaluationTask task) {
    RewardModel proxy = task.reward();
    if (proxy == null) {
      throw new UserException(
          "over-optimisation: this run has no reward of its own, which could be over-optimised; add"
              + " \"reward\" to the spec");
    }
    return proxy;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
