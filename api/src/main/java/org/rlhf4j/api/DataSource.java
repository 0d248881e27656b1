package org.rlhf4j.api;

import java.util.List;
import java.util.Optional;

/**
 * A data set. It offers what it has and refuses the rest; each list is complete, in a fixed order,
 * and never empty.
 */
public interface DataSource {

  /**
   * How demonstrations and preferences are made, in a few words, where that takes long or costs
   * money. Only a run then asks for them, once everything else was found right, and keeps what it
   * got; prompts are there at once in any case. Empty for data that is simply there. A source that
   * is {@link AutoCloseable} is closed by the run.
   */
  default Optional<String> toBeMade() {
    return Optional.empty();
  }

  /**
   * Prompts with answers to imitate.
   *
   * @throws UserException if this data holds none
   */
  default List<Demonstration> demonstrations() {
    throw new UserException("this data holds no demonstrations (prompt and completion)");
  }

  /**
   * Prompts alone; data that holds more than prompts offers theirs.
   *
   * @throws UserException if this data holds none
   */
  default List<Prompt> prompts() {
    throw new UserException("this data holds no prompts");
  }

  /**
   * Prompts with a preferred and a rejected answer.
   *
   * @throws UserException if this data holds none
   */
  default List<Preference> preferences() {
    throw new UserException("this data holds no preferences (prompt, chosen and rejected)");
  }
}
