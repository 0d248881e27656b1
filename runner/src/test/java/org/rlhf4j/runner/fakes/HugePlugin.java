package org.rlhf4j.runner.fakes;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;

/** A {@link FakePolicy} that says to be as large as one likes. */
public final class HugePlugin implements PolicyPlugin<HugePlugin.Options> {

  /** How large. */
  public record Options(@Option(value = "parameters", min = 1) long parameters) {}

  @Override
  public String id() {
    return "huge";
  }

  @Override
  public String summary() {
    return "a fake that says to be large";
  }

  @Override
  public Options defaults() {
    return new Options(1);
  }

  @Override
  public Policy create(Options options, PluginContext context) {
    return new FakePolicy(0.5, 64, options.parameters());
  }
}
