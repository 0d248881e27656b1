/** Contract tests and exact fakes for authors of plugins. */
module org.rlhf4j.testkit {
  requires transitive org.rlhf4j.api;
  requires transitive org.junit.jupiter.api;

  exports org.rlhf4j.testkit;
}
