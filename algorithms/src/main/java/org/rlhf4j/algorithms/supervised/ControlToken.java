package org.rlhf4j.algorithms.supervised;

import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.ControlledPolicy;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;

/**
 * Conditional training: the policy learns to give preferred answers behind one control token and
 * rejected answers behind another, and is then always asked for good ones. The tokens are new ones
 * at the end of the prompt, right before the answer. The loss is that of {@link Sft}.
 *
 * <p>The idea is that of Keskar et al. 2019 (CTRL, arXiv:1909.05858) and Korbak et al. 2023
 * (arXiv:2302.08582), who put the token before the whole text. {@link BinaryRewardConditioning} is
 * the same method with the tokens there: the place is all that differs. Right before the answer the
 * token is nearest to what it decides, and no limit on the length of prompts cuts it off.
 */
final class ControlToken implements Optimizer {

  private final ControlTokenOptions options;

  ControlToken(ControlTokenOptions options) {
    this.options = options;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PREFERENCES);
  }

  @Override
  public boolean makesTrainablePolicy() {
    return false;
  }

  @Override
  public void check(TrainablePolicy base) {
    BothSides.check(base, options);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    return List.of(Sft.work(options.training(), Work.Rows.PREFERENCES, 2 * amounts.preferences()));
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    return BothSides.imitate(task, options, ControlledPolicy::after, "control-token");
  }
}
