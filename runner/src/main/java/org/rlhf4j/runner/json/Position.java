package org.rlhf4j.runner.json;

/**
 * A place in a text file.
 *
 * @param line from 1
 * @param column from 1
 */
public record Position(int line, int column) {
  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
