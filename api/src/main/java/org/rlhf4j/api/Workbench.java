package org.rlhf4j.api;

import java.nio.file.Path;
import java.util.List;

/**
 * Where people label: it shows them items, keeps what they say, and writes it as data that training
 * reads.
 */
public interface Workbench extends AutoCloseable {

  /** What there is to label, in one or more lines for people. */
  String summary();

  /**
   * Begins to serve people and returns at once. It goes on until {@link #close}.
   *
   * @return lines for whoever runs it: where it is, and the way in
   * @throws UserException if it cannot, say because its address is taken
   */
  List<String> serve();

  /**
   * Asks the judge that the options name about every item that it was not asked about before, so
   * that people can be compared with it. This may cost money.
   *
   * @return what came of it, for people
   * @throws UserException if the options name no judge
   */
  String consult();

  /**
   * Writes everything that was collected so far. What stands in the folder under the same names is
   * replaced.
   *
   * @return what was written, in lines for people
   * @throws UserException if nothing was collected, or the folder cannot be written
   */
  List<String> export(Path folder);

  /** Stops serving. Nothing is lost by not calling it. */
  @Override
  void close();
}
