/** Judges that compare answers. */
module org.rlhf4j.judges {
  requires transitive org.rlhf4j.api;

  exports org.rlhf4j.judges;

  provides org.rlhf4j.api.plugin.JudgePlugin with
      org.rlhf4j.judges.RewardJudgePlugin,
      org.rlhf4j.judges.SimulatedAnnotatorsPlugin;
}
