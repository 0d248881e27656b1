package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.runner.spec.FeedbackStage;
import org.rlhf4j.runner.spec.MethodStage;
import org.rlhf4j.runner.spec.RewardStage;
import org.rlhf4j.runner.spec.Spec;

/** What a setup has, in a few lines. */
final class SetupSummary {
  private SetupSummary() {}

  /**
   * The lines.
   *
   * @param toBeMade data by its role that only a run makes
   */
  static String of(Setup setup, Map<String, DataSource> toBeMade) {
    Spec spec = setup.spec();
    List<String> lines = new ArrayList<>();
    add(lines, "demonstration", setup.demonstrations().size());
    add(lines, "prompt", setup.prompts().size());
    add(lines, "preference", setup.preferences().size());
    add(lines, "evaluation prompt", setup.evaluation().size());
    if (spec.watch() != null && spec.watch().stop() != null) {
      add(lines, "more prompt", setup.watched().size(), " to stop trainings by");
    }
    toBeMade.forEach((role, data) -> data.toBeMade().ifPresent(how -> lines.add(role + " " + how)));
    FeedbackStage feedback = spec.feedback();
    if (feedback != null && feedback.judge() != null) {
      String judge = feedback.judge().plugin().id();
      String on = setup.preferences().isEmpty() ? " on " + feedback.from() : "";
      lines.add("feedback by " + judge + on);
    }
    RewardStage reward = spec.reward();
    if (reward != null && reward.plugin() != null) {
      String from = setup.reward() instanceof TrainableRewardModel ? " from " + reward.from() : "";
      lines.add("reward " + reward.plugin().plugin().id() + from);
    }
    for (MethodStage method : spec.methods()) {
      String own = method.reward() == null ? "" : ", reward " + method.reward().plugin().id();
      lines.add("method " + method.effectiveName() + " from " + method.from() + own);
    }
    spec.evaluate().forEach(e -> lines.add("evaluator " + e.plugin().id()));
    return String.join("\n", lines);
  }

  private static void add(List<String> lines, String what, int n) {
    add(lines, what, n, "");
  }

  private static void add(List<String> lines, String what, int n, String purpose) {
    if (n > 0) {
      lines.add(n + " " + what + (n == 1 ? "" : "s") + purpose);
    }
  }
}
