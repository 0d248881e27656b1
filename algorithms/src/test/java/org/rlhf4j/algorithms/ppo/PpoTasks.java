package org.rlhf4j.algorithms.ppo;

import java.util.List;
import java.util.Map;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.RecordingLog;

/** Small tasks for PPO on the tabular policy. */
final class PpoTasks {

  private PpoTasks() {}

  static final List<Prompt> PROMPTS =
      List.of(Tasks.prompt("a"), Tasks.prompt("b"), Tasks.prompt("c"));

  static final List<Demonstration> SHOWN =
      List.of(
          Tasks.demonstration("a", "c c"),
          Tasks.demonstration("b", "c"),
          Tasks.demonstration("c", "a c"));

  /** The letters of the answer, b counting twice. */
  static double reward(String text) {
    return text.chars().map(c -> c == 'b' ? 2 : c == ' ' ? 0 : 1).sum();
  }

  static final RewardModel REWARD =
      new FunctionReward(response -> reward(response.answer().text()));

  static Ppo.Options options(
      PpoPreset preset, Map<String, Object> changes, int steps, int rollouts, Decoding decoding) {
    AdamW rule = new AdamW(0.05, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
    PpoConventions conventions = Conventions.of(preset, changes);
    // a batch of demonstrations that nobody asks for would be refused
    int ptxBatch = conventions.ptxCoefficient() > 0 ? 4 : new Ppo().defaults().ptxBatch();
    return new Ppo.Options(
        preset, conventions, steps, rollouts, decoding, rule, rule, ptxBatch, new LengthLimits());
  }

  static List<PpoStep> train(TabularPolicy policy, Ppo.Options options) {
    RecordingLog log = new RecordingLog();
    new Ppo().create(options, null).optimize(Tasks.reinforce(policy, PROMPTS, REWARD, SHOWN, log));
    return log.steps(PpoStep.class);
  }
}
