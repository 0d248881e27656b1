package org.rlhf4j.runner.run;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.rlhf4j.api.UserException;

/** Files that a run wrote, and that somebody may since have cut, edited or mixed up. */
public final class Written {
  private Written() {}

  /**
   * Makes something of such a file.
   *
   * @param file for the message
   * @param reading fails in any way where the file is not as it was written
   * @throws UserException if it fails
   */
  public static <T> T read(Path file, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) { // JSON can be other than expected in a dozen ways
      throw new UserException(file + " is not what a run writes", e);
    }
  }
}
