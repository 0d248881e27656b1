/**
 * Contract tests and exact fakes for authors of plugins. The exact fakes need no JUnit: {@code
 * rlhf4j verify} uses them at run time. The contracts do.
 */
module org.rlhf4j.testkit {
  requires transitive org.rlhf4j.api;
  requires transitive org.rlhf4j.exact;
  requires static org.junit.jupiter.api; // not transitive: who runs the fakes alone has no JUnit

  exports org.rlhf4j.testkit;
  exports org.rlhf4j.testkit.contract;
}
