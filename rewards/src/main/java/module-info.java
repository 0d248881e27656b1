/**
 * Reward models: trained on preferences, or written as rules; and a small world with a gold score.
 */
module org.rlhf4j.rewards {
  requires transitive org.rlhf4j.api;

  exports org.rlhf4j.rewards;
  exports org.rlhf4j.rewards.world;

  provides org.rlhf4j.api.plugin.DataSourcePlugin with
      org.rlhf4j.rewards.world.InstructionWorldDataPlugin;
  provides org.rlhf4j.api.plugin.RewardModelPlugin with
      org.rlhf4j.rewards.LexiconPlugin,
      org.rlhf4j.rewards.PairwisePlugin,
      org.rlhf4j.rewards.world.InstructionWorldRewardPlugin;
}
