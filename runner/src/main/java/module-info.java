import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.runner.data.JsonLinesPlugin;

/**
 * From a JSON spec to an experiment, its run folder and its report; the command line. It finds
 * plugins through {@link java.util.ServiceLoader} and requires none.
 */
module org.rlhf4j.runner {
  requires org.rlhf4j.api;
  requires org.rlhf4j.exact; // what verify holds methods to
  requires com.google.gson;
  requires hipparchus.core; // tests of the report
  requires info.picocli;
  requires jdk.management; // how much memory there is
  requires me.tongfei.progressbar;
  requires org.apache.commons.csv;
  requires org.jspecify; // whether an option may be null is read from records at run time
  requires org.slf4j;

  // picocli fills annotated fields and methods by reflection
  opens org.rlhf4j.runner.cli to
      info.picocli;

  provides DataSourcePlugin with
      JsonLinesPlugin;
}
