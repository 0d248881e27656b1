package org.rlhf4j.runner.log;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * The user's screen.
 *
 * @param out for results
 * @param err for progress, notes and errors
 * @param terminal whether {@code err} is a terminal, where lines can be overwritten
 * @param columns letters in a line of {@code out}
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal, int columns) {
  /** Of files, and of screens that do not tell. */
  public static final int USUAL_COLUMNS = 130;

  private static final int FEWEST_COLUMNS = 40;

  /** A screen that does not tell how wide it is. */
  public Console(PrintWriter out, PrintWriter err, boolean terminal) {
    this(out, err, terminal, USUAL_COLUMNS);
  }

  /**
   * How wide a screen is.
   *
   * @param told by its environment, null or not a number where it does not tell
   */
  public static int columns(@Nullable String told) {
    boolean number = told != null && told.matches("[0-9]{1,5}");
    return number ? Math.max(FEWEST_COLUMNS, Integer.parseInt(told)) : USUAL_COLUMNS;
  }
}
