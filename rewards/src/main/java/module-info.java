/**
 * Reward models: trained on preferences, read from ONNX, implied by a policy, written as rules, or
 * made of others; and a small world with a gold score.
 */
module org.rlhf4j.rewards {
  requires transitive org.rlhf4j.api;
  requires ai.djl.tokenizers;
  requires com.google.gson;
  requires com.microsoft.onnxruntime;

  exports org.rlhf4j.rewards;
  exports org.rlhf4j.rewards.combined;
  exports org.rlhf4j.rewards.onnx;
  exports org.rlhf4j.rewards.rules;
  exports org.rlhf4j.rewards.world;

  provides org.rlhf4j.api.plugin.DataSourcePlugin with
      org.rlhf4j.rewards.world.InstructionWorldDataPlugin;
  provides org.rlhf4j.api.plugin.RewardModelPlugin with
      org.rlhf4j.rewards.LexiconPlugin,
      org.rlhf4j.rewards.PairwisePlugin,
      org.rlhf4j.rewards.PolicyImplicitPlugin,
      org.rlhf4j.rewards.combined.EnsemblePlugin,
      org.rlhf4j.rewards.combined.LengthPenalisedPlugin,
      org.rlhf4j.rewards.combined.RunningNormalisedPlugin,
      org.rlhf4j.rewards.combined.WeightedSumPlugin,
      org.rlhf4j.rewards.onnx.OnnxPlugin,
      org.rlhf4j.rewards.rules.RulesPlugin,
      org.rlhf4j.rewards.world.InstructionWorldRewardPlugin;
}
