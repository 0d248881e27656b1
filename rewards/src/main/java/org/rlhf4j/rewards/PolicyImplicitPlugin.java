package org.rlhf4j.rewards;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.LengthLimits;

/**
 * {@code policy-implicit}: beta * (log pi(y|x) - log ref(y|x)), the reward that a policy trained
 * with DPO stands for (Rafailov et al., "Direct preference optimization: your language model is
 * secretly a reward model", arXiv:2305.18290, equation 5, without beta log Z(x)). The missing term
 * is the same for all answers to one prompt: scores of different prompts are not comparable. With
 * {@code perToken} both log-probabilities are means over tokens, as in SimPO (arXiv:2405.14734),
 * which has no reference.
 *
 * <p>The end-of-sequence token counts as part of an answer that has one: not of an answer that was
 * cut off.
 */
@Source(
    value =
        "Rafailov et al. 2023, \"Direct preference optimization: your language model is secretly a"
            + " reward model\", arXiv:2305.18290, equation 5",
    differs = "without beta log Z(x), so that scores of different prompts are not comparable")
@Source(
    value = "Meng et al. 2024, \"SimPO\", arXiv:2405.14734, for perToken",
    differs = "with a reference, which SimPO has not")
public final class PolicyImplicitPlugin implements RewardModelPlugin<PolicyImplicitOptions> {

  /** For the service loader. */
  public PolicyImplicitPlugin() {}

  @Override
  public String id() {
    return "policy-implicit";
  }

  @Override
  public String summary() {
    return "beta times a policy's log-ratio to its reference: the reward that DPO learns";
  }

  @Override
  public PolicyImplicitOptions defaults() {
    return new PolicyImplicitOptions(null, null, 0.1, false, false, new LengthLimits());
  }

  @Override
  public RewardModel create(PolicyImplicitOptions options, PluginContext context) {
    Policy policy = create("policy", options.policy(), context);
    try {
      return new PolicyImplicitReward(
          policy, create("reference", options.reference(), context), options);
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  private Policy create(String option, @Nullable Part<Policy> part, PluginContext context) {
    if (part == null) {
      throw new UserException(
          id()
              + ": "
              + option
              + " is missing; give one, such as {\"id\": \"transformer\", \"options\": {\"path\":"
              + " ...}}");
    }
    Policy policy = context.create(part);
    if (policy.likelihood().isEmpty()) {
      policy.close();
      throw new UserException(
          id() + ": the " + option + " \"" + part.plugin().id() + "\" has no log-probabilities");
    }
    return policy;
  }
}
