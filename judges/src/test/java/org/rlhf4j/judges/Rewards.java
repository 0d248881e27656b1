package org.rlhf4j.judges;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;

/** Parts of specs that hold a given reward. */
final class Rewards {

  private Rewards() {}

  record NoOptions() {}

  /** The reward "given", as a spec names it. */
  static Part<RewardModel> part(RewardModel reward) {
    return Part.of(
        new RewardModelPlugin<NoOptions>() {
          @Override
          public String id() {
            return "given";
          }

          @Override
          public String summary() {
            return "a given reward";
          }

          @Override
          public NoOptions defaults() {
            return new NoOptions();
          }

          @Override
          public RewardModel create(NoOptions options, PluginContext context) {
            return reward;
          }
        });
  }

  /** A context that makes parts. */
  static PluginContext context(long seed) {
    PluginContext context = mock(PluginContext.class);
    when(context.random()).thenReturn(RandomStream.ofSeed(seed));
    when(context.create(any())).thenAnswer(call -> call.<Part<?>>getArgument(0).create(context));
    return context;
  }
}
