package org.rlhf4j.runner.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.runner.spec.WatchStage;
import org.rlhf4j.runner.watch.CurveRows;
import org.rlhf4j.runner.watch.View;
import org.rlhf4j.runner.watch.WatchEvaluation;
import org.rlhf4j.runner.watch.Watcher;

/**
 * What is watched in a run: a {@link Watcher} for each method, whose points go to {@code
 * curves/METHOD.jsonl}, and with every answer to {@code curves/prompts/METHOD.jsonl}.
 */
final class Watched {
  /** The id of its evaluation among the results. */
  static final String ID = "watch";

  private final View view;
  private final RunFolder folder;
  private final Map<String, Watcher> watchers = new LinkedHashMap<>();

  private Watched(View view, RunFolder folder) {
    this.view = view;
    this.folder = folder;
  }

  /** Nothing yet; null if the spec does not ask for it. */
  static @Nullable Watched of(Setup setup, RunFolder folder) {
    WatchStage watch = setup.spec().watch();
    return watch == null
        ? null
        : new Watched(
            new View(
                watch,
                setup.watched(),
                // only plain samples are the policy's own
                Decoding.sampling(1, setup.spec().decoding().maxNewTokens()),
                CheckedReward.of(watch.gold(), setup.gold()),
                setup.goldIdentity(),
                setup.watchJudge(),
                setup.watchJudgeIdentity(),
                setup.random().child("watch").child("answers")),
            folder);
  }

  /** Watches a method. */
  Watcher watch(Watcher.Watched watched) {
    String method = watched.method();
    Watcher watcher = new Watcher(view, watched, seen -> write(method, seen));
    watchers.put(method, watcher);
    return watcher;
  }

  private void write(String method, Trajectory seen) {
    folder.writeLines("curves/" + method + ".jsonl", CurveRows.means(method, seen));
    folder.writeLines(
        "curves/prompts/" + method + ".jsonl", CurveRows.single(view.prompts(), seen));
  }

  /** What was seen of a policy; null where nothing was trained. */
  @Nullable Trajectory of(String name) {
    Watcher watcher = watchers.get(name);
    Trajectory seen = watcher == null ? null : watcher.trajectory();
    return seen == null || seen.points().isEmpty() ? null : seen;
  }

  /** The reward that counts; null for none. */
  EvaluationTask.@Nullable Gold gold() {
    RewardModel gold = view.gold();
    String identity = view.goldIdentity();
    return gold == null || identity == null ? null : new EvaluationTask.Gold(gold, identity);
  }

  /** Curves over the steps of all methods, and an alarm for each training that was ended. */
  Evaluation evaluation() {
    WatchEvaluation evaluation = new WatchEvaluation(view);
    watchers.forEach(evaluation::add);
    return evaluation.make();
  }
}
