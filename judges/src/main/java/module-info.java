/** Judges that compare answers. */
module org.rlhf4j.judges {
  requires transitive org.rlhf4j.api;
  requires com.google.gson;
  requires java.net.http;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  exports org.rlhf4j.judges;
  exports org.rlhf4j.judges.human;
  exports org.rlhf4j.judges.lm;
  exports org.rlhf4j.judges.lm.endpoint;
  exports org.rlhf4j.judges.lm.model;
  exports org.rlhf4j.judges.lm.parse;
  exports org.rlhf4j.judges.revise;
  exports org.rlhf4j.judges.wrapped;

  provides org.rlhf4j.api.plugin.DataSourcePlugin with
      org.rlhf4j.judges.revise.RevisePlugin;
  provides org.rlhf4j.api.plugin.JudgePlugin with
      org.rlhf4j.judges.RewardJudgePlugin,
      org.rlhf4j.judges.SimulatedAnnotatorsPlugin,
      org.rlhf4j.judges.human.HumanJudgePlugin,
      org.rlhf4j.judges.lm.LmJudgePlugin,
      org.rlhf4j.judges.wrapped.BothOrdersPlugin,
      org.rlhf4j.judges.wrapped.CachedPlugin,
      org.rlhf4j.judges.wrapped.NoisyPlugin;
}
