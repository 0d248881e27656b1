/**
 * A language so small that every completion can be listed, policies on it whose every distribution
 * can be written down, and what is exactly true of them. Methods are held to it by {@code verify},
 * and by their tests through the testkit.
 */
module org.rlhf4j.exact {
  requires transitive org.rlhf4j.api;

  exports org.rlhf4j.exact;
}
