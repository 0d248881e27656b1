package org.rlhf4j.algorithms.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.rlhf4j.algorithms.PolicyNote;
import org.rlhf4j.algorithms.rollout.FirstBest;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.forwarding.ForwardingPolicy;
import org.rlhf4j.api.math.RandomStream;

/**
 * A policy that gives the best of n draws of another, the first among equally good ones (Stiennon
 * et al. 2020, arXiv:2009.01325, appendix G.3). Several answers to one prompt are each the best of
 * n draws of their own, so they are independent.
 *
 * <p>The log-probabilities of its completions are those of the wrapped policy; its own are not
 * tractable. Its KL divergence from the wrapped policy is at most ln n - (n - 1) / n nats (Beirami
 * et al. 2024, arXiv:2401.01879).
 */
final class BestOfN implements ForwardingPolicy {

  private final Policy policy;
  private final RewardModel reward;
  private final int n;

  /**
   * @param policy is owned by this one from now on
   * @param reward is not owned, and must stay open while this policy is used
   */
  BestOfN(Policy policy, RewardModel reward, int n) {
    this.policy = policy;
    this.reward = reward;
    this.n = n;
  }

  @Override
  public Policy wrapped() {
    return policy;
  }

  @Override
  public List<List<Completion>> generate(
      List<Prompt> prompts, int samples, Decoding decoding, RandomStream random) {
    List<List<Completion>> draws =
        policy.generate(prompts, Math.multiplyExact(samples, n), decoding, random);
    List<Response> responses = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      for (Completion draw : draws.get(p)) {
        responses.add(new Response(prompts.get(p), draw.answer()));
      }
    }
    int[] winners = FirstBest.ofEach(reward.score(responses), n);
    List<List<Completion>> best = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      int first = p * samples * n;
      List<Completion> chosen = new ArrayList<>();
      for (int s = 0; s < samples; s++) {
        chosen.add(draws.get(p).get(winners[p * samples + s] - first));
      }
      best.add(chosen);
    }
    return best;
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int samples, Decoding decoding, RandomStream random) {
    throw needsText();
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int samples, Decoding decoding, int[] limits, RandomStream random) {
    throw needsText();
  }

  private static UnsupportedOperationException needsText() {
    return new UnsupportedOperationException(
        "best-of-n needs the prompts' text: its reward scores an answer together with its prompt");
  }

  /** Not tractable; {@link #klUpperBound} bounds its divergence. */
  @Override
  public Optional<Likelihood> likelihood() {
    return Optional.empty();
  }

  @Override
  public OptionalDouble klUpperBound() {
    return OptionalDouble.of(Math.log(n) - (n - 1.0) / n);
  }

  @Override
  public void save(Path folder) {
    policy.save(folder);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "best-of-n");
    fields.put("n", n);
    fields.put(
        "note",
        "this is only the model that best-of-n draws from; the policy drew "
            + n
            + " answers to each prompt and gave the one that the run's reward scores highest");
    PolicyNote.write(folder, fields);
  }
}
