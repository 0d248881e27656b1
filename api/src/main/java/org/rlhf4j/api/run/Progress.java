package org.rlhf4j.api.run;

/** Shows how far long work has come. */
@FunctionalInterface
public interface Progress extends AutoCloseable {

  /**
   * Shows the state.
   *
   * @param done units done so far
   * @param detail a few words such as the loss; may be empty
   */
  void update(long done, String detail);

  @Override
  default void close() {}
}
