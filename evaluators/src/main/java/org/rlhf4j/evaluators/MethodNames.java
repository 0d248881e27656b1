package org.rlhf4j.evaluators;

import java.util.List;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;

/** Checks names of methods in options. */
public final class MethodNames {

  private MethodNames() {}

  /**
   * Refuses a name that no method of the run has.
   *
   * @param option where the name stands, for the message
   */
  public static void require(String option, String name, List<String> names) {
    if (!names.contains(name)) {
      throw new UserException(
          option
              + ": no method is named \""
              + name
              + "\"; "
              + Suggestion.among(name, names)
              + "this run has "
              + String.join(", ", names));
    }
  }
}
