package org.rlhf4j.policies;

import org.rlhf4j.api.Policy;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;
import org.rlhf4j.testkit.TestContext;
import org.rlhf4j.testkit.contract.PluginContract;
import org.rlhf4j.testkit.contract.TrainablePolicyContract;

/** The transformer keeps the contract. */
final class ContractsTest implements TrainablePolicyContract, PluginContract<Policy> {

  @Override
  public PolicyPlugin<?> plugin() {
    return new TransformerPlugin();
  }

  @Override
  public Part<Policy> part() {
    return new Part<>(
        new TransformerPlugin(),
        Policies.options(
            null, Part.of(new Policies.Words()), TransformerOptions.Dtype.FLOAT32, 16, 4));
  }

  @Override
  public PluginContext context() {
    return new TestContext().random(RandomStream.ofSeed(1));
  }
}
