package org.rlhf4j.algorithms.inference;

import java.util.List;
import java.util.Set;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;

/** Best-of-n: draws n answers and gives the one that the reward likes best. Nothing is trained. */
@Source(
    "Stiennon et al. 2020, \"Learning to summarize from human feedback\", arXiv:2009.01325,"
        + " appendix G.3")
@Source(
    "Beirami et al. 2024, \"Theoretical guarantees on the best-of-n alignment policy\","
        + " arXiv:2401.01879, for the bound ln n - (n - 1) / n on the divergence")
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
      public List<Work> work(Work.Amounts amounts) {
        long answers = amounts.evaluation();
        int tokens = amounts.evaluationTokens();
        return List.of(
            Work.onOwn(Work.Kind.GENERATE, (options.n() - 1) * answers, tokens),
            Work.onOwn(Work.Kind.REWARD, options.n() * answers, tokens));
      }

      @Override
      public Policy optimize(OptimizationTask task) {
        return new BestOfN(task.start(), task.requireReward(), options.n());
      }
    };
  }
}
