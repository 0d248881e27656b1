/** The workbench on which people label. */
module org.rlhf4j.workbench {
  requires transitive org.rlhf4j.api;
  requires com.google.gson;
  requires java.sql;
  requires org.commonmark;
  requires org.eclipse.jetty.server;
  requires org.xerial.sqlitejdbc;

  exports org.rlhf4j.workbench;
  exports org.rlhf4j.workbench.options;

  provides org.rlhf4j.api.plugin.WorkbenchPlugin with
      org.rlhf4j.workbench.HumanWorkbenchPlugin;
}
