package org.rlhf4j.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.forwarding.ForwardingPolicy;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;

/** The best of three answers; a policy without a likelihood, of which a test breaks one part. */
class ToyBestOfN implements Optimizer {

  private static final int N = 3;

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
    return new Chosen(task.start(), task.requireReward(), sign());
  }

  /** -1 for the worst instead of the best. */
  double sign() {
    return 1;
  }

  private record Chosen(Policy wrapped, RewardModel reward, double sign)
      implements ForwardingPolicy {

    @Override
    public List<List<Completion>> generate(
        List<Prompt> prompts, int n, Decoding decoding, RandomStream random) {
      List<List<Completion>> drawn = wrapped.generate(prompts, n * N, decoding, random);
      List<List<Completion>> chosen = new ArrayList<>();
      for (int p = 0; p < prompts.size(); p++) {
        Prompt prompt = prompts.get(p);
        List<Completion> of = new ArrayList<>();
        for (int s = 0; s < n; s++) {
          of.add(best(prompt, drawn.get(p).subList(s * N, (s + 1) * N)));
        }
        chosen.add(of);
      }
      return chosen;
    }

    private Completion best(Prompt prompt, List<Completion> drawn) {
      double[] scores =
          reward.score(drawn.stream().map(c -> new Response(prompt, c.answer())).toList());
      int best = 0;
      for (int i = 1; i < N; i++) {
        best = sign * scores[i] > sign * scores[best] ? i : best;
      }
      return drawn.get(best);
    }

    @Override
    public Optional<Likelihood> likelihood() {
      return Optional.empty();
    }
  }
}
