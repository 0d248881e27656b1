package org.rlhf4j.algorithms.inference;

import java.util.Set;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;

/** Best-of-n: draws n answers and gives the one that the reward likes best. Nothing is trained. */
public final class BestOfNPlugin implements OptimizerPlugin<BestOfNOptions> {

  /** For the service loader. */
  public BestOfNPlugin() {}

  @Override
  public String id() {
    return "best-of-n";
  }

  @Override
  public String summary() {
    return "draws n answers and gives the one that the reward likes best";
  }

  @Override
  public BestOfNOptions defaults() {
    return new BestOfNOptions(16);
  }

  @Override
  public Optimizer create(BestOfNOptions options, PluginContext context) {
    return new Optimizer() {
      @Override
      public Set<Need> needs() {
        return Set.of(Need.REWARD);
      }

      @Override
      public boolean makesTrainablePolicy() {
        return false;
      }

      @Override
      public Policy optimize(OptimizationTask task) {
        return new BestOfN(task.start(), task.requireReward(), options.n());
      }
    };
  }
}
