/** Evaluators: what a training really did, as numbers with standard errors. */
module org.rlhf4j.evaluators {
  requires transitive org.rlhf4j.api;
  requires com.google.gson;
  requires hipparchus.core;
  requires hipparchus.stat;

  exports org.rlhf4j.evaluators;
  exports org.rlhf4j.evaluators.accuracy;
  exports org.rlhf4j.evaluators.audit;
  exports org.rlhf4j.evaluators.calibration;
  exports org.rlhf4j.evaluators.choices;
  exports org.rlhf4j.evaluators.diversity;
  exports org.rlhf4j.evaluators.groups;
  exports org.rlhf4j.evaluators.leaderboard;
  exports org.rlhf4j.evaluators.length;
  exports org.rlhf4j.evaluators.overoptimisation;
  exports org.rlhf4j.evaluators.verifiable;
  exports org.rlhf4j.evaluators.winrate;

  provides org.rlhf4j.api.plugin.EvaluatorPlugin with
      org.rlhf4j.evaluators.KlPlugin,
      org.rlhf4j.evaluators.MeanRewardPlugin,
      org.rlhf4j.evaluators.accuracy.RewardAccuracyPlugin,
      org.rlhf4j.evaluators.audit.AgreementPlugin,
      org.rlhf4j.evaluators.audit.FitAnnotatorsPlugin,
      org.rlhf4j.evaluators.audit.JudgeAuditPlugin,
      org.rlhf4j.evaluators.calibration.CalibrationPlugin,
      org.rlhf4j.evaluators.diversity.ModeCollapsePlugin,
      org.rlhf4j.evaluators.groups.GroupAlignmentPlugin,
      org.rlhf4j.evaluators.leaderboard.LeaderboardPlugin,
      org.rlhf4j.evaluators.length.LengthEffectsPlugin,
      org.rlhf4j.evaluators.length.LengthPlugin,
      org.rlhf4j.evaluators.overoptimisation.OverOptimisationPlugin,
      org.rlhf4j.evaluators.verifiable.VerifiablePlugin,
      org.rlhf4j.evaluators.winrate.WinRatePlugin;
}
