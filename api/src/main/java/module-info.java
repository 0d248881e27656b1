/**
 * The service interfaces of rlhf4j, the records that flow between them, and the catalog that finds
 * plugins. A plugin needs this module and no other of ours.
 */
module org.rlhf4j.api {
  requires transitive ai.djl.api;
  requires static transitive org.jspecify;
  requires hipparchus.core;
  requires hipparchus.stat;

  exports org.rlhf4j.api;
  exports org.rlhf4j.api.agreement;
  exports org.rlhf4j.api.evaluation;
  exports org.rlhf4j.api.forwarding;
  exports org.rlhf4j.api.math;
  exports org.rlhf4j.api.pairs;
  exports org.rlhf4j.api.plugin;
  exports org.rlhf4j.api.run;
  exports org.rlhf4j.api.statistics;
  exports org.rlhf4j.api.tokenizer;
  exports org.rlhf4j.api.training;

  uses org.rlhf4j.api.plugin.DataSourcePlugin;
  uses org.rlhf4j.api.plugin.EvaluatorPlugin;
  uses org.rlhf4j.api.plugin.JudgePlugin;
  uses org.rlhf4j.api.plugin.OptimizerPlugin;
  uses org.rlhf4j.api.plugin.PolicyPlugin;
  uses org.rlhf4j.api.plugin.RewardModelPlugin;
  uses org.rlhf4j.api.plugin.WorkbenchPlugin;
}
