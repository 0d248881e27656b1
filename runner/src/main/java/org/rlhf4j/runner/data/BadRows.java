package org.rlhf4j.runner.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;

/** Rows that do not serve: how many, and the first of them in words. */
final class BadRows {
  private final Path file;
  private final List<String> first = new ArrayList<>();
  private int count;

  BadRows(Path file) {
    this.file = file;
  }

  void add(int line, String reason) {
    count++;
    if (first.size() < Excerpt.LINES) {
      first.add("line " + line + ": " + reason);
    }
  }

  /**
   * Refuses the file, if there are any.
   *
   * @throws UserException with the first of them and their number
   */
  void refuse() {
    if (count > 0) {
      throw new UserException(
          file
              + " has "
              + count
              + (count == 1 ? " bad row:\n" : " bad rows:\n")
              + Excerpt.lines(first, count));
    }
  }
}
