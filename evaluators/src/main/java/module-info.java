/** Evaluators: what a training really did, as numbers with standard errors. */
module org.rlhf4j.evaluators {
  requires transitive org.rlhf4j.api;
  requires hipparchus.core;
  requires hipparchus.stat;

  exports org.rlhf4j.evaluators;
  exports org.rlhf4j.evaluators.audit;

  provides org.rlhf4j.api.plugin.EvaluatorPlugin with
      org.rlhf4j.evaluators.audit.AgreementPlugin,
      org.rlhf4j.evaluators.audit.FitAnnotatorsPlugin,
      org.rlhf4j.evaluators.audit.JudgeAuditPlugin,
      org.rlhf4j.evaluators.KlPlugin,
      org.rlhf4j.evaluators.LengthPlugin,
      org.rlhf4j.evaluators.MeanRewardPlugin,
      org.rlhf4j.evaluators.WinRatePlugin;
}
