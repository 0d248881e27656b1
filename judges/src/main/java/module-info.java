/** Judges that compare answers, and the workbench on which people do. */
module org.rlhf4j.judges {
  requires transitive org.rlhf4j.api;
  requires com.google.gson;
  requires java.net.http;
  requires java.sql;
  requires jdk.httpserver;
  requires org.commonmark;
  requires org.xerial.sqlitejdbc;

  exports org.rlhf4j.judges;
  exports org.rlhf4j.judges.human;

  provides org.rlhf4j.api.plugin.JudgePlugin with
      org.rlhf4j.judges.RewardJudgePlugin,
      org.rlhf4j.judges.SimulatedAnnotatorsPlugin,
      org.rlhf4j.judges.human.HumanJudgePlugin;
  provides org.rlhf4j.api.plugin.WorkbenchPlugin with
      org.rlhf4j.judges.human.HumanWorkbenchPlugin;
}
