package org.rlhf4j.algorithms.ppo;

import java.util.List;
import org.rlhf4j.algorithms.rollout.Passes;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.OptimizationTask;

/**
 * The demonstrations that PPO-ptx mixes into its gradient steps: all in a random order, then all
 * again in another.
 *
 * @param rows all of them; none without PPO-ptx
 * @param passes the orders
 * @param batch how many a gradient step
 */
record Demonstrations(List<TokenRow> rows, Passes passes, int batch) {

  /** Those of a task, where they are asked for. */
  static Demonstrations of(OptimizationTask task, PpoOptions options) {
    if (options.effective().ptxCoefficient() == 0) {
      return new Demonstrations(List.of(), new Passes(task.random(), 1), 0);
    }
    List<TokenRow> rows =
        task.demonstrations().stream()
            .map(d -> options.lengths().row(task.start(), d.prompt(), d.answer()))
            .toList();
    if (rows.isEmpty()) {
      throw new UserException(
          "data.demonstrations is empty; ppo with conventions.ptxCoefficient above 0 needs at least"
              + " one");
    }
    Passes passes = new Passes(task.random().child("demonstrations"), rows.size());
    return new Demonstrations(rows, passes, options.ptxBatch());
  }

  /** Those of one gradient step, counted from 0 over all steps. */
  List<TokenRow> of(int update) {
    return TokenRow.pick(rows, passes.take((long) update * batch, batch));
  }
}
