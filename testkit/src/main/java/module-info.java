/**
 * Contract tests and exact fakes for authors of plugins. The exact fakes need no JUnit: {@code
 * rlhf4j verify} uses them at run time. The contracts do.
 */
module org.rlhf4j.testkit {
  requires transitive org.rlhf4j.api;
  requires static transitive org.junit.jupiter.api;

  exports org.rlhf4j.testkit;
  exports org.rlhf4j.testkit.contract;
}
