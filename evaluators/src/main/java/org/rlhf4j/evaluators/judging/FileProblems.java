package org.rlhf4j.evaluators.judging;

import java.util.List;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;

/** What is wrong with files, all at once. */
public final class FileProblems {

  private FileProblems() {}

  /**
   * Refuses what has problems.
   *
   * @param what an option, for the message
   * @throws UserException with the first twenty
   */
  public static void refuse(String what, List<String> problems) {
    if (problems.isEmpty()) {
      return;
    }
    throw new UserException(
        what
            + (problems.size() == 1 ? " has a problem:\n" : " have problems:\n")
            + Excerpt.lines(problems));
  }

  /** A row's place, for people. */
  public static String place(String file, DataRow row) {
    return file + " line " + row.line();
  }
}
