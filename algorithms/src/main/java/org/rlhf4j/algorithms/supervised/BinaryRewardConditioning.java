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
 * Binary reward conditioning of AlpacaFarm (Dubois et al. 2023, "AlpacaFarm: a simulation framework
 * for methods that learn from human feedback", arXiv:2305.14387, appendix A): both answers of each
 * pair are imitated, with a positive or a negative control token before prompt and answer, and the
 * policy is then asked with the positive one. As there, the tokens are new entries of the
 * vocabulary and stand behind the beginning-of-sequence id. The loss is that of {@link Sft}.
 */
final class BinaryRewardConditioning implements Optimizer {

  private final ControlTokenOptions options;

  BinaryRewardConditioning(ControlTokenOptions options) {
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
    return BothSides.imitate(task, options, ControlledPolicy::before, "binary-reward-conditioning");
  }
}
